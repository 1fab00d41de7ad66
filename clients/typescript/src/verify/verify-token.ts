import { expressMiddleware } from './express-middleware.js';
import type { ExpressMiddleware } from './express-middleware.js';
import { fastifyHook } from './fastify-hook.js';
import type { FastifyHook } from './fastify-hook.js';
import { Introspection } from './introspection.js';
import type { IntrospectOptions } from './introspection.js';
import { JwtVerification } from './jwt-verification.js';
import type { JwksOptions } from './jwt-verification.js';
import { nestGuard } from './nest-guard.js';
import type { NestGuard, ToException } from './nest-guard.js';
import type { NodeRequest } from './node-request.js';
import { mergeRequirements } from './requirements.js';
import type { Presentation, Requirements } from './requirements.js';
import { TokenVerifier } from './token-verifier.js';
import type { VerifiedToken } from './verified-token.js';
import { withToken } from './with-token.js';
import type { FetchHandler } from './with-token.js';

export interface VerifyOptions extends Requirements<never> {
  /** Introspects each token. A revocation takes effect within `cacheSeconds`. */
  introspect?: IntrospectOptions | undefined;
  /** Verifies JWTs offline. A revocation takes effect within 60 seconds. */
  jwks?: JwksOptions | undefined;
  /** Seconds to cache a result, from the time of the question. The default is 5. 0 turns the cache off. */
  cacheSeconds?: number | undefined;
  /** The same for an invalid token. The default and the maximum is 1. */
  negativeCacheSeconds?: number | undefined;
  /** Maximum number of cached results. The default is 10,000. */
  cacheSize?: number | undefined;
  /** The realm of the challenge. The default is `assistant-tokens`. */
  realm?: string | undefined;
  /** Receives the cause when the middleware returns 503 because it cannot verify a token. */
  onError?: ((error: unknown) => void) | undefined;
  /** Replaces the `fetch` of the platform. */
  fetch?: typeof fetch | undefined;
}

/**
 * Verifies tokens in `Authorization: Bearer …`. When it cannot verify a token, it refuses the request
 * with 503. It refuses bound tokens (DPoP).
 *
 * @param now the clock, in milliseconds
 * @throws TypeError
 */
export function verifyToken(options: VerifyOptions, now: () => number = Date.now): TokenMiddleware {
  const { introspect, jwks, realm = 'assistant-tokens', onError = () => undefined } = options;
  if (introspect === undefined && jwks === undefined) {
    throw new TypeError('verifyToken() needs `introspect`, `jwks`, or both.');
  }
  if (/["\\]|[^ -~]/.test(realm)) throw new TypeError('`realm` is plain text without quotes.');
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const verifier = new TokenVerifier({
    introspection: introspect
      ? new Introspection(introspect, cacheSettings(options), fetch, now)
      : null,
    jwts: jwks ? new JwtVerification(jwks, fetch, now) : null,
    realm,
    onError,
  });
  return new TokenMiddleware(verifier, options);
}

function cacheSettings({ cacheSeconds = 5, negativeCacheSeconds = 1, cacheSize }: VerifyOptions) {
  const goodFor = cacheSeconds * 1_000;
  const badFor = Math.min(negativeCacheSeconds, 1, cacheSeconds) * 1_000;
  return { goodFor, badFor, size: cacheSize ?? 10_000 };
}

/** One verifier with one cache for all routes of a service. */
export class TokenMiddleware {
  readonly #verifier: TokenVerifier;
  readonly #common: Requirements<never>;

  /** @param common the requirements that a route inherits */
  constructor(verifier: TokenVerifier, common: Requirements<never>) {
    this.#verifier = verifier;
    this.#common = common;
  }

  /** `app.use(tokens.expressMiddleware())` */
  expressMiddleware<Request extends NodeRequest = NodeRequest>(
    requirements: Requirements<Request> = {},
  ): ExpressMiddleware<NoInfer<Request>> {
    return expressMiddleware(this.#verifier, this.#merged(requirements));
  }

  /** `fastify.addHook('onRequest', tokens.fastifyHook())` */
  fastifyHook<Request extends NodeRequest = NodeRequest>(
    requirements: Requirements<Request> = {},
  ): FastifyHook<NoInfer<Request>> {
    return fastifyHook(this.#verifier, this.#merged(requirements));
  }

  /**
   * `@UseGuards(tokens.nestGuard(toException))`
   *
   * @param toException `({ body, status }) => new HttpException(body, status)`
   */
  nestGuard<Request extends NodeRequest = NodeRequest>(
    toException: ToException,
    requirements: Requirements<Request> = {},
  ): NestGuard {
    return nestGuard(this.#verifier, this.#merged(requirements), toException);
  }

  /** `export default { fetch: tokens.withToken((request, token) => …) }` */
  withToken<Rest extends unknown[]>(
    handler: (
      request: Request,
      token: VerifiedToken,
      ...rest: Rest
    ) => Response | Promise<Response>,
    requirements: Requirements<Request> = {},
  ): FetchHandler<Rest> {
    return withToken(this.#verifier, handler, this.#merged(requirements));
  }

  /**
   * Verifies any other kind of request, such as a WebSocket.
   *
   * @throws TokenRefusedError
   */
  async verify(
    presentation: Presentation,
    requirements: Requirements<Presentation> = {},
  ): Promise<VerifiedToken> {
    return this.#verifier.verify(presentation, this.#merged(requirements), presentation);
  }

  /** @throws TypeError */
  #merged<Request>(ofRoute: Requirements<Request>): Requirements<Request> {
    const requirements = mergeRequirements(this.#common, ofRoute);
    this.#verifier.requireSound(requirements);
    return requirements;
  }
}
