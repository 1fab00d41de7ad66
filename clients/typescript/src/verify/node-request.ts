import type { Presentation, Requirements } from './requirements.js';

/** The parts that requests of Express, Fastify, Nest and `node:http` share. */
export interface NodeRequest {
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  /** The client address that the framework determines from its trusted proxies. */
  ip?: string | undefined;
  socket?: { remoteAddress?: string | undefined } | undefined;
}

export function presentationOf<Request extends NodeRequest>(
  request: Request,
  { clientAddress }: Requirements<Request>,
): Presentation {
  const { authorization, origin } = request.headers;
  return {
    authorization: typeof authorization === 'string' ? authorization : undefined,
    method: request.method ?? '',
    origin: typeof origin === 'string' ? origin : undefined,
    address: clientAddress ? clientAddress(request) : (request.ip ?? request.socket?.remoteAddress),
  };
}
