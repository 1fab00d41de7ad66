import { Session } from 'node:inspector/promises';
import type { Profiler as Inspector } from 'node:inspector';
import { IDLE, stepOf } from './step-of.js';

const SAMPLING_INTERVAL_US = 100;

/** How much of the busy time of a process each step took, 0 to 1. */
export type StepShares = Record<string, number>;

/** Samples the call stack of this process. */
export class Profiler {
  private readonly session = new Session();

  async start(): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
    await this.session.post('Profiler.start');
  }

  async stop(): Promise<StepShares> {
    const { profile } = await this.session.post('Profiler.stop');
    this.session.disconnect();
    return sharesOf(profile);
  }
}

function sharesOf({ nodes }: Inspector.Profile): StepShares {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const hits = new Map<string, number>();
  const visit = (node: Inspector.ProfileNode, stepAbove: string): void => {
    const step = stepOf(node.callFrame) ?? stepAbove;
    hits.set(step, (hits.get(step) ?? 0) + (node.hitCount ?? 0));
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, step);
    }
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, 'other');
  hits.delete(IDLE);
  const busy = [...hits.values()].reduce((sum, count) => sum + count, 0);
  return Object.fromEntries([...hits].map(([step, count]) => [step, count / busy]));
}
