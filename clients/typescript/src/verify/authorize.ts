import { isAddressInBlocks } from './address-blocks.js';
import { isOriginOfHost } from './origin-host.js';
import type { Presentation, Requirements } from './requirements.js';
import type { RefusalCode } from './token-refused.js';
import type { VerifiedToken } from './verified-token.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

interface Demand extends Pick<
  Requirements,
  'types' | 'allowUnlimited' | 'allowChatBound' | 'onlyReads'
> {
  /** undefined allows any, an empty list allows none */
  assistantId: string | undefined;
  scope: readonly string[];
}

/** @returns why the token may not make this request, or null when it may */
export function refusalOf(
  token: VerifiedToken,
  { method, origin, address = '' }: Presentation,
  demand: Demand,
): RefusalCode | null {
  if (token.cidr !== null && !isAddressInBlocks(address, token.cidr)) return 'address_not_allowed';
  if (token.host !== null && !isOriginOfHost(origin, token.host)) return 'origin_not_allowed';
  if (!reaches(token, demand)) return 'insufficient_scope';
  const changes = !SAFE_METHODS.has(method) && demand.onlyReads !== true;
  return token.readOnly && changes ? 'read_only' : null;
}

function reaches(token: VerifiedToken, demand: Demand): boolean {
  return (
    (demand.types === undefined || (token.type !== null && demand.types.includes(token.type))) &&
    (token.chatId === null || demand.allowChatBound === true) &&
    reachesAssistant(token, demand) &&
    demand.scope.every((word) => token.scope.includes(word))
  );
}

function reachesAssistant(
  { assistantId, assistantUuid }: VerifiedToken,
  { assistantId: wanted, allowUnlimited }: Demand,
): boolean {
  if (wanted === undefined) return true;
  if (wanted === '') return false;
  if (assistantId === null) return allowUnlimited === true;
  return wanted === assistantId || wanted.toLowerCase() === assistantUuid;
}
