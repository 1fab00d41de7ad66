import type { PathParams } from './is-permitted.js';
import type { Principal } from '../../admission/principal.js';
import type { RoutePolicy } from '../../admission/route-policy.js';

/**
 * Path parameters of a route that opens only one resource to this credential, such as its own assistant.
 *
 * @returns none where the caller chooses the resource
 */
export function boundParams(
  { assistantScope: rule = { own: 'credential' }, allowReadOnly }: RoutePolicy,
  { kind, assistant, child }: Principal,
): PathParams {
  return {
    ...(kind !== 'session' && {
      ...(allowReadOnly && { [allowReadOnly.token]: 'self' }),
      ...('token' in rule && { [rule.token]: 'self' }),
      ...('tokenOrChild' in rule && { [rule.tokenOrChild]: 'self' }),
    }),
    ...('assistant' in rule && assistant && { [rule.assistant]: assistant.naturalId }),
    ...('chat' in rule && child?.chatId != null && { [rule.chat]: child.chatId }),
  };
}
