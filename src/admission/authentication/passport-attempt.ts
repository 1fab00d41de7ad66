import type { BearerRequest, BearerStrategy } from './bearer.strategy.js';
import { CredentialRequiredError, InvalidTokenError } from '../admission.errors.js';
import type { Principal } from '../principal.js';

/** What Passport adds to a strategy for one request. */
interface Attempt {
  authenticate: (request: BearerRequest) => void;
  success: (principal: Principal) => void;
  error: (error: Error) => void;
  fail: (challenge: string | number) => void;
}

/**
 * Runs the strategy as Passport would, without the middleware that Passport builds for each request
 * and without its second places to look for a token.
 *
 * @returns a promise only where the strategy has to wait
 * @throws CredentialRequiredError, InvalidTokenError with the challenge of the strategy
 */
export function attempt(
  strategy: BearerStrategy,
  request: BearerRequest,
): Principal | Promise<Principal> {
  const known: { outcome?: Principal | Error } = {};
  let settle = (outcome: Principal | Error): void => {
    known.outcome = outcome;
  };
  const running = Object.create(strategy) as Attempt;
  running.success = (principal) => {
    settle(principal);
  };
  running.error = (error) => {
    settle(error);
  };
  running.fail = (challenge) => {
    settle(refusalFor(challenge));
  };
  running.authenticate(request);
  if (known.outcome !== undefined) return principalOrThrow(known.outcome);
  return new Promise<Principal | Error>((resolve) => {
    settle = resolve;
  }).then(principalOrThrow);
}

function principalOrThrow(outcome: Principal | Error): Principal {
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** A challenge without an error answers a request without a bearer token (RFC 6750, section 3). */
function refusalFor(challenge: string | number): CredentialRequiredError | InvalidTokenError {
  if (typeof challenge === 'number') return new InvalidTokenError();
  return challenge.includes('error=')
    ? new InvalidTokenError(challenge)
    : new CredentialRequiredError();
}
