import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';

/** The service also accepts the newer name Ed25519 (RFC 9864). */
const ALGORITHMS = 'ES256 EdDSA';

/**
 * An error with a DPoP challenge (RFC 9449, sections 7.1 and 9).
 *
 * @param reason one sentence without quotes, because the challenge contains it in quotes
 * @param nonce the nonce for the next proof
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

/** The token is not valid, is bound to another key, or was presented with the wrong scheme. */
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

/** Asks the client for another proof with the nonce in this response (RFC 9449, section 9). */
export class DpopNonceRequiredError extends DpopError {
  constructor(nonce: string) {
    super('use_dpop_nonce', 'The proof must contain the nonce from this response.', nonce);
  }
}
