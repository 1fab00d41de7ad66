export { verifyToken } from './verify/verify-token.js';
export type { TokenMiddleware, VerifyOptions } from './verify/verify-token.js';
export { tokenOf } from './verify/token-of.js';
export { TokenRefusedError } from './verify/token-refused.js';
export type { RefusalCode } from './verify/token-refused.js';
export type { IntrospectOptions } from './verify/introspection.js';
export type { JwksOptions } from './verify/jwt-verification.js';
export type { Presentation, Requirements } from './verify/requirements.js';
export type { VerifiedToken } from './verify/verified-token.js';
