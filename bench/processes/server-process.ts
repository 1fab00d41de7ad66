import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cores } from '../machine/cores.js';
import type { StepShares } from '../profiling/profiler.js';
import type { Answers, Memory, Question, Usage } from './server-messages.js';
import type { ServerOptions } from './server-options.js';

const MAIN = fileURLToPath(new URL('server-main.js', import.meta.url));
/** Run as it stands, beside the packages that it needs. */
const PEERS_MAIN = fileURLToPath(new URL('../../../bench/peers/main.ts', import.meta.url));
/** The service is run as `npm start` runs it; asking for memory needs `gc`. */
const NODE_OPTIONS = ['--enable-source-maps', '--expose-gc'];
const STOP_TIMEOUT_MS = 15_000;

/** A server in a process of its own, pinned to its core, its log thrown away. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** What its clients present, when the server made that itself. */
    readonly credential: string,
  ) {}

  static async start(options: ServerOptions, cores: Cores | null): Promise<ServerProcess> {
    const main =
      options.kind === 'oidc-provider' || options.kind === 'better-auth' ? PEERS_MAIN : MAIN;
    const command = [process.execPath, ...NODE_OPTIONS, main];
    const [program = '', ...args] = cores ? ['taskset', '-c', cores.service, ...command] : command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.send(options);
    const { url, credential = '' } = await nextMessage<'listening'>(child);
    return new ServerProcess(child, url, credential);
  }

  usage(): Promise<Usage> {
    return this.ask('usage');
  }

  memory(): Promise<Memory> {
    return this.ask('memory');
  }

  async startProfile(): Promise<void> {
    await this.ask('start-profile');
  }

  stopProfile(): Promise<StepShares> {
    return this.ask('stop-profile');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(late);
  }

  private ask<Q extends Question>(question: Q): Promise<Answers[Q]> {
    this.child.send(question);
    return nextMessage<Q>(this.child);
  }
}

async function nextMessage<T extends keyof Answers>(child: ChildProcess): Promise<Answers[T]> {
  const waiting = new AbortController();
  const exited = once(child, 'exit', { signal: waiting.signal }).then(() => {
    throw new Error('The server of the benchmark ended early.');
  });
  try {
    const [message] = (await Promise.race([
      once(child, 'message', { signal: waiting.signal }),
      exited,
    ])) as [Answers[T]];
    return message;
  } finally {
    waiting.abort();
    exited.catch(() => undefined);
  }
}
