/**
 * SQL: whether the user may read the assistant.
 *
 * `AssistantsRepository` finds all assistants of a user by the same rule, in a form for its indexes.
 *
 * @param user the alias of the table `users`
 * @param assistant the alias of the table `assistants`
 */
export function isReachable(user: string, assistant: string): string {
  return `(${assistant}.shared OR ${user}.role = 'admin' OR ${assistant}.owner_id = ${user}.username
    OR EXISTS (
      SELECT 1 FROM team_members WHERE team_id = ${assistant}.owner_id AND user_id = ${user}.id
    ))`;
}
