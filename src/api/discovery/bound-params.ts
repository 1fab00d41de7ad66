import type { PathParams } from './is-permitted.js';
import type { Principal } from '../../admission/principal.js';
import type { RoutePolicy } from '../../admission/route-policy.js';

/**
 * Of a route that reaches one thing of the credential, or opens to it alone, that thing by the
 * parameter of the path that names it.
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
