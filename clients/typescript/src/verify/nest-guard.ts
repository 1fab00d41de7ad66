import { presentationOf } from './node-request.js';
import type { NodeRequest } from './node-request.js';
import type { Requirements } from './requirements.js';
import { setToken } from './token-of.js';
import { TokenRefusedError } from './token-refused.js';
import type { TokenVerifier } from './token-verifier.js';

interface ExecutionContextLike {
  getType(): string;
  switchToHttp(): { getRequest(): unknown; getResponse(): unknown };
}

/** A class for `@UseGuards()` or `APP_GUARD`. */
export type NestGuard = new () => {
  canActivate(context: ExecutionContextLike): Promise<boolean>;
};

/** Converts a refusal to an exception: `({ body, status }) => new HttpException(body, status)`. */
export type ToException = (refusal: TokenRefusedError) => Error;

/** The response of Express or Fastify. */
interface ResponseLike {
  header(name: string, value: string): unknown;
}

/** A guard for HTTP. It refuses every other kind of request. */
export function nestGuard<Request extends NodeRequest>(
  verifier: TokenVerifier,
  requirements: Requirements<Request>,
  toException: ToException,
): NestGuard {
  return class AssistantTokenGuard {
    async canActivate(context: ExecutionContextLike): Promise<boolean> {
      if (context.getType() !== 'http') return false;
      const http = context.switchToHttp();
      const request = http.getRequest() as Request;
      try {
        const presentation = presentationOf(request, requirements);
        setToken(request, await verifier.verify(presentation, requirements, request));
        return true;
      } catch (error) {
        if (!(error instanceof TokenRefusedError)) throw error;
        const response = http.getResponse() as ResponseLike;
        for (const [name, value] of Object.entries(error.headers)) response.header(name, value);
        throw toException(error);
      }
    }
  };
}
