import type { Call } from '../http/call.js';
import { acting } from '../http/calls.js';
import type { BodyOf } from '../schema/operation-types.js';

export function loggingIn(body: BodyOf<'logIn'>): Call {
  return { ...acting('/api/auth/login', body), withoutCredential: true };
}
