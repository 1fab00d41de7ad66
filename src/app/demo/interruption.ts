import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why the demo ends before its end. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly exitCode: number) {
    super('Interrupted.');
  }
}

/** Aborted when the process is told to end, or when nobody reads its output any more. */
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
