export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(cause: unknown) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    super(
      `${problem}\nYou configure the service with environment variables. Run it with --help for a list.`,
      { cause },
    );
  }
}
