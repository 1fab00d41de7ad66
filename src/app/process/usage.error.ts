export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(cause: unknown) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    super(`${problem}\nEverything is configured by the environment; see --help.`, { cause });
  }
}
