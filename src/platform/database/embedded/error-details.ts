/** The `code` of a system error (`ENOENT`) or of a PostgreSQL error (`57P03`). */
export function codeOf(error: unknown): string | undefined {
  return textIn(error, 'code');
}

export function messageOf(error: unknown): string {
  return textIn(error, 'message') ?? String(error);
}

function textIn(error: unknown, property: 'code' | 'message'): string | undefined {
  const value = (error as Partial<Record<string, unknown>> | null | undefined)?.[property];
  return typeof value === 'string' ? value : undefined;
}
