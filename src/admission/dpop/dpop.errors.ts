import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';

/** Ed25519 is taken by its newer name too (RFC 9864). */
const ALGORITHMS = 'ES256 EdDSA';

/**
 * Refuses what RFC 9449 asks for, sections 7.1 and 9.
 *
 * @param reason one sentence without quotes, which the challenge repeats
 * @param nonce for the next proof
 */
class DpopError extends DomainError {
  constructor(code: ErrorCode, reason: string, nonce: string) {
    super(code, reason, {
      headers: {
        'WWW-Authenticate': `DPoP error="${code}", error_description="${reason}", algs="${ALGORITHMS}"`,
        'DPoP-Nonce': nonce,
      },
    });
  }
}

/** The token is not good, or not for whoever presents it, or not in this way. */
export class InvalidDpopTokenError extends DpopError {
  constructor(nonce: string, reason = 'The credential is not valid.') {
    super('invalid_token', reason, nonce);
  }
}

export class InvalidDpopProofError extends DpopError {
  constructor(nonce: string, reason: string) {
    super('invalid_dpop_proof', reason, nonce);
  }
}

/** RFC 9449, section 9: the client makes another proof, with the nonce of this answer. */
export class DpopNonceRequiredError extends DpopError {
  constructor(nonce: string) {
    super('use_dpop_nonce', 'The proof must hold the nonce of this answer.', nonce);
  }
}
