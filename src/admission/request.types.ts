import type { PresentedCredential } from './authentication/presented-credential.js';
import type { Principal } from './principal.js';
import type { Quota } from './rate-limits/quota.js';

declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
    credential?: PresentedCredential;
    /** The rate limit, including this request. Unset if there is none. */
    quota?: Quota;
    /** The method of the original request, if the gateway used it for its own request. */
    forwardedMethod?: string;
    /** The thumbprint of the key in the verified proof, for binding a new token to it. */
    provenKey?: string;
    /** The problem with the body, thrown after the checks. */
    bodyError?: Error;
  }
}
