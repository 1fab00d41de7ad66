/** Whose usage: that of a token, of an assistant, or of a user on all assistants. */
export type UsageScope =
  | { by: 'token_id' | 'user_id'; id: string }
  | {
      by: 'assistant_id';
      id: string;
      /** Only what this user used; `null` for what everybody did. */
      userId: string | null;
    };

/** The values of `$1` and `$2` in {@link inScope}. */
export function scopeValues(scope: UsageScope): [id: string, userId: string | null] {
  return [scope.id, 'userId' in scope ? scope.userId : null];
}

/**
 * SQL: the row is in the scope.
 *
 * @param table an alias of a table with the columns `token_id`, `assistant_id` and `user_id`
 */
export const inScope = ({ by }: UsageScope, table: string) =>
  `${table}.${by} = $1 AND ($2::uuid IS NULL OR ${table}.user_id = $2)`;
