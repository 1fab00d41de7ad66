import type { PresentedCredential } from './authentication/presented-credential.js';
import type { Principal } from './principal.js';

declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
    credential?: PresentedCredential;
    /** Of the request that a gateway asks about, where the gateway asks with that method. */
    forwardedMethod?: string;
    /** Thumbprint of the key that the caller proved to hold, who wants a token bound to it. */
    provenKey?: string;
    /** What went wrong when the body was read; thrown once the caller is known. */
    bodyError?: Error;
  }
}
