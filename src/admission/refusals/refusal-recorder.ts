import { Injectable } from '@nestjs/common';
import type { DomainError } from '../../platform/errors/domain-error.js';
import { maskSecrets } from '../../platform/logging/secret-mask.js';
import { PrincipalCache } from '../cache/principal-cache.js';
import { CHECKS } from '../checks/checks.js';
import { explain } from '../checks/evaluate.js';
import type { RequestFacts } from '../checks/request-facts.js';
import { refuse } from '../checks/verdict.js';
import type { Because } from '../checks/verdict.js';
import { hostOf } from '../credentials/origin-host.js';
import { digestKeyOf, isWellFormedSecret, kindOf } from '../credentials/secret.js';
import { explainInvalid, explainRefused } from '../explanation/explain-request.js';
import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { RefusedRequest } from './refused-request.js';
import { RefusedRequests } from './refused-requests.js';

/** The parts of a request that are kept. */
export interface RefusedCall {
  requestId: string;
  method: string;
  /** The path with the query. */
  target: string;
  address: string;
  origin: string | undefined;
}

const NO_PROOF: Because = { fact: 'proof', value: null, expected: 'DPoP' };
const PATH_MAX_LENGTH = 500;
const ADDRESS_MAX_LENGTH = 60;
const HOST_MAX_LENGTH = 260;

/** Keeps why a request was refused. Requests without a known credential are not kept. */
@Injectable()
export class RefusalRecorder {
  constructor(
    private readonly refused: RefusedRequests,
    private readonly cache: PrincipalCache,
  ) {}

  /** Call it when a check refuses the request. */
  noteChecks(
    principal: Principal | null,
    policy: RoutePolicy,
    facts: RequestFacts,
    callOf: () => RefusedCall,
  ): void {
    if (principal === null) return;
    this.refused.note(principal.credentialId, (at) => ({
      ...partsOf(principal),
      ...describe(callOf()),
      at,
      outcomes: explain(CHECKS, principal, policy, facts),
    }));
  }

  /** Call it when the holder of a token has not proven possession of its key. */
  noteProof(principal: Principal, { code, message }: DomainError, callOf: () => RefusedCall): void {
    this.refused.note(principal.credentialId, (at) => ({
      ...partsOf(principal),
      ...describe(callOf()),
      at,
      outcomes: explainRefused(
        refuse(code === 'invalid_dpop_proof' ? code : 'invalid_token', message, NO_PROOF),
      ),
    }));
  }

  /** Call it when a secret is not valid. Asks only the cache, which has just looked it up. */
  noteInvalid(secret: string, callOf: () => RefusedCall): void {
    if (!isWellFormedSecret(secret)) return;
    const refusal = this.cache.refusalOf(digestKeyOf(secret));
    const [credentialId, userId] = refusal?.ids ?? [];
    if (refusal === undefined || credentialId === undefined || userId === undefined) return;
    this.refused.note(credentialId, (at) => ({
      credentialId,
      userId,
      isSession: kindOf(secret) === 's',
      ...describe(callOf()),
      at,
      outcomes: explainInvalid(refusal),
    }));
  }
}

function partsOf({ credentialId, userId, kind }: Principal) {
  return { credentialId, userId, isSession: kind === 'session' };
}

function describe({
  requestId,
  method,
  target,
  address,
  origin,
}: RefusedCall): Pick<RefusedRequest, 'requestId' | 'method' | 'path' | 'address' | 'originHost'> {
  const [path = ''] = target.split('?', 1);
  return {
    requestId,
    method,
    path: maskSecrets(path).slice(0, PATH_MAX_LENGTH),
    address: address.slice(0, ADDRESS_MAX_LENGTH),
    originHost: hostOf(origin)?.slice(0, HOST_MAX_LENGTH) ?? null,
  };
}
