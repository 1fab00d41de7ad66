import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody stopped the demo, or closed its output. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly exitCode: number) {
    super('Interrupted.');
  }
}

/** @returns a signal that aborts when the process receives a stop signal, or when its output is closed */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      controller.abort(new Interruption(128 + constants.signals[signal]));
    });
  }
  process.stdout.on('error', () => {
    controller.abort(new Interruption(1));
  });
  return controller.signal;
}
