import type { Requirements } from './requirements.js';
import { setToken } from './token-of.js';
import { TokenRefusedError } from './token-refused.js';
import type { TokenVerifier } from './token-verifier.js';
import type { VerifiedToken } from './verified-token.js';

type Handler<Rest extends unknown[]> = (
  request: Request,
  token: VerifiedToken,
  ...rest: Rest
) => Response | Promise<Response>;

export type FetchHandler<Rest extends unknown[]> = (
  request: Request,
  ...rest: Rest
) => Promise<Response>;

/** For handlers of the Fetch API: Deno, Bun, Cloudflare Workers, Next.js, Hono and others. */
export function withToken<Rest extends unknown[]>(
  verifier: TokenVerifier,
  handler: Handler<Rest>,
  requirements: Requirements<Request>,
): FetchHandler<Rest> {
  return async (request, ...rest) => {
    let token: VerifiedToken;
    try {
      const presentation = {
        authorization: request.headers.get('Authorization'),
        method: request.method,
        origin: request.headers.get('Origin') ?? undefined,
        address: requirements.clientAddress?.(request, ...(rest as unknown as never[])),
      };
      token = await verifier.verify(presentation, requirements, request);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      const { status, headers, body } = error;
      return new Response(JSON.stringify(body), { status, headers });
    }
    setToken(request, token);
    return handler(request, token, ...rest);
  };
}
