import type { Request } from 'express';
import type { Config } from '../platform/config/config.js';

/** The origin that what this service says about a token goes by: `iss` of every answer and JWT. */
export function issuerOf(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  request: Pick<Request, 'protocol' | 'host'>,
): string {
  return publicUrl ?? `${request.protocol}://${request.host}`;
}
