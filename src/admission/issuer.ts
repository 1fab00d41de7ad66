import type { Request } from 'express';
import type { Config } from '../platform/config/config.js';

/** The issuer: the value of `iss` in introspection responses and JWTs. */
export function issuerOf(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  request: Pick<Request, 'protocol' | 'host'>,
): string {
  return publicUrl ?? `${request.protocol}://${request.host}`;
}
