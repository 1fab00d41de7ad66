import type { CheckOutcome } from '../../admission/checks/evaluate.js';
import { hostOf } from '../../admission/credentials/origin-host.js';
import { meaningOf } from '../../admission/explanation/fact-meanings.js';
import type { Principal } from '../../admission/principal.js';
import { permittedLink } from '../../api/discovery/permitted-link.js';
import { link, paths } from '../../api/hal/links.js';
import type {
  CheckOutcomeResource,
  ExplanationResource,
  RefusalResource,
} from './dto/explanation.resource.js';
import type { Explanation } from './explanation.service.js';
import type { Refusal } from './refusals.service.js';

export function assembleExplanation(
  { tokenId, ref, request, at, outcomes }: Explanation,
  principal: Principal,
): ExplanationResource {
  const { method, path, facts } = request;
  const { address, origin } = facts;
  return {
    tokenId,
    request: {
      method,
      path,
      address: address === '' ? null : address,
      originHost: hostOf(origin),
      at: at.toISOString(),
    },
    ...assembleOutcomes(outcomes),
    _links: ref === null ? {} : permittedLink(principal, 'inf:token', 'getToken', { id: ref }),
  };
}

/** @param ref the id from the request: the link uses the same form */
export function assembleRefusal(
  { requestId, credentialId, isSession, isVisible, ...refused }: Refusal,
  principal: Principal,
  ref: string,
): RefusalResource {
  const { method, path, address, originHost, at, outcomes } = refused;
  return {
    requestId,
    tokenId: isSession ? null : credentialId,
    request: { method, path, address, originHost, at: at.toISOString() },
    ...assembleOutcomes(outcomes),
    _links: {
      self: link(paths.refusal(ref)),
      ...(isVisible && permittedLink(principal, 'inf:token', 'getToken', { id: credentialId })),
    },
  };
}

function assembleOutcomes(
  outcomes: readonly CheckOutcome[],
): Pick<ExplanationResource, 'allowed' | 'refusedBy' | 'checks'> {
  const refusedBy = outcomes.find(({ verdict }) => verdict === 'refuse')?.name ?? null;
  return { allowed: refusedBy === null, refusedBy, checks: outcomes.map(assembleOutcome) };
}

function assembleOutcome(outcome: CheckOutcome): CheckOutcomeResource {
  const { name, sentence, verdict } = outcome;
  if (verdict !== 'refuse') return { name, verdict, code: null, message: sentence, because: null };
  const { code, message, because } = outcome;
  const { source, remedy } = meaningOf(because.fact);
  // The checks know a missing address and missing permissions as empty text.
  const value = because.value === '' ? null : because.value;
  return { name, verdict, code, message, because: { ...because, value, source, remedy } };
}
