import { isReachable } from '../../admission/resolution/reachable-assistant.js';

/** Why no request with a token succeeds, although it is neither expired nor revoked. */
export const SUSPENSION_REASONS = [
  'owner_disabled',
  'owner_without_seat',
  'assistant_out_of_reach',
] as const;
export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];

/**
 * The reason in SQL, or NULL. A personal token works without a seat, for example for introspection.
 *
 * @param token the alias of the table `tokens`
 */
export function suspensionOf(token: string): string {
  return `(
    SELECT CASE
      WHEN u.disabled THEN 'owner_disabled'
      WHEN ${token}.type = 'personal' THEN NULL
      WHEN NOT EXISTS (SELECT 1 FROM ai_seats WHERE user_id = u.id) THEN 'owner_without_seat'
      WHEN NOT ${isReachable('u', 'a')} THEN 'assistant_out_of_reach'
    END
    FROM users u LEFT JOIN assistants a ON a.id = ${token}.assistant_id
    WHERE u.id = ${token}.user_id
  )`;
}
