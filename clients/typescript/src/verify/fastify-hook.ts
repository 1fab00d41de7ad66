import { presentationOf } from './node-request.js';
import type { NodeRequest } from './node-request.js';
import type { Requirements } from './requirements.js';
import { setToken } from './token-of.js';
import { TokenRefusedError } from './token-refused.js';
import type { TokenVerifier } from './token-verifier.js';

export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: unknown): unknown;
}

export type FastifyHook<Request> = (request: Request, reply: FastifyReplyLike) => Promise<unknown>;

/** For `onRequest` or `preHandler`. */
export function fastifyHook<Request extends NodeRequest>(
  verifier: TokenVerifier,
  requirements: Requirements<Request>,
): FastifyHook<Request> {
  return async (request, reply) => {
    try {
      const presentation = presentationOf(request, requirements);
      setToken(request, await verifier.verify(presentation, requirements, request));
      return undefined;
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      reply.code(error.status);
      reply.headers({ ...error.headers });
      reply.send(error.body);
      return reply;
    }
  };
}
