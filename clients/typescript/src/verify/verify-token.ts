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
  /** Ask the service about each token: a revocation is seen within `cacheSeconds`. */
  introspect?: IntrospectOptions | undefined;
  /** Verify JWTs of the service offline: a revocation is seen within 60 seconds. */
  jwks?: JwksOptions | undefined;
  /** Seconds that an answer is remembered, from when it was asked for; 5 unless told; 0: not at all. */
  cacheSeconds?: number | undefined;
  /** The same, of an answer that a token is not good; 1 unless told, and never more. */
  negativeCacheSeconds?: number | undefined;
  /** How many answers are remembered; 10,000 unless told. */
  cacheSize?: number | undefined;
  /** Of the challenge; `assistant-tokens` unless told. */
  realm?: string | undefined;
  /** Told why a token could not be verified, which was answered with 503. */
  onError?: ((error: unknown) => void) | undefined;
  /** In place of that of the platform. */
  fetch?: typeof fetch | undefined;
}

/**
 * Verifies the tokens that requests carry in `Authorization: Bearer …`, and nowhere else. Where it
 * cannot, nobody is let in (503). Tokens that are bound to a key (DPoP) are refused.
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

/** One verifier, with one memory, for all the routes of a service. */
export class TokenMiddleware {
  readonly #verifier: TokenVerifier;
  readonly #common: Requirements<never>;

  /** @param common what holds where a route does not say otherwise */
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
   * For what is none of these, such as a WebSocket.
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
