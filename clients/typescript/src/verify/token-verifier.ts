import { refusalOf } from './authorize.js';
import { readBearer } from './bearer-token.js';
import type { Introspection } from './introspection.js';
import type { JwtVerification } from './jwt-verification.js';
import type { Presentation, Requirements } from './requirements.js';
import { TokenRefusedError } from './token-refused.js';
import type { RefusalCode } from './token-refused.js';
import type { VerifiedToken } from './verified-token.js';

export interface VerifierParts {
  introspection: Introspection | null;
  jwts: JwtVerification | null;
  realm: string;
  onError: (error: unknown) => void;
}

const BOUND = 'Tokens that are bound to a key (DPoP) are not supported here.';
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Verifies the tokens of requests. */
export class TokenVerifier {
  constructor(private readonly parts: VerifierParts) {}

  /** @throws TypeError for requirements that no token or every token meets */
  requireSound({ assistantId, audience }: Requirements<never>): void {
    if (this.parts.jwts !== null && assistantId === undefined && audience === undefined) {
      throw new TypeError('`jwks` needs `assistantId` or `audience`: a JWT is for one service.');
    }
    const isUuid = typeof assistantId === 'string' && UUID.test(assistantId);
    if (this.parts.introspection !== null && isUuid) {
      throw new TypeError('`introspect` needs the natural id of the assistant, `owner:slug`.');
    }
  }

  /**
   * @param request the argument for functions in the requirements
   * @throws TokenRefusedError
   */
  async verify<Request>(
    presentation: Presentation,
    requirements: Requirements<Request>,
    request: Request,
  ): Promise<VerifiedToken> {
    const presented = readBearer(presentation.authorization);
    if (!('token' in presented)) throw this.#refusedScheme(presented.scheme);
    const token = await this.#find(presented.token, requirements.audience);
    if (token === null) throw this.#refused('invalid_token');
    if (token.isBound) throw this.#refusedScheme('dpop');
    const scope = wordsOf(requirements.scope);
    const assistantId = assistantOf(requirements, request);
    const code = refusalOf(token, presentation, { ...requirements, assistantId, scope });
    if (code !== null) throw this.#refused(code, scope.join(' ') || undefined);
    return token;
  }

  /** Turns every failure into a refusal. */
  async #find(
    token: string,
    audience: string | readonly string[] | undefined,
  ): Promise<VerifiedToken | null> {
    const { introspection, jwts, realm, onError } = this.parts;
    const audiences = typeof audience === 'string' ? [audience] : audience;
    try {
      if (introspection?.takes(token) === true) return await introspection.verify(token);
      if (jwts?.takes(token) === true) return await jwts.verify(token, audiences);
      return null;
    } catch (cause) {
      onError(cause);
      throw new TokenRefusedError('unavailable', { realm, cause });
    }
  }

  #refusedScheme(scheme: 'none' | 'dpop' | 'other'): TokenRefusedError {
    const { realm } = this.parts;
    if (scheme === 'dpop') {
      return new TokenRefusedError('invalid_token', { realm, description: BOUND });
    }
    return this.#refused(scheme === 'none' ? 'credential_required' : 'invalid_token');
  }

  #refused(code: RefusalCode, scope?: string): TokenRefusedError {
    const { realm } = this.parts;
    return new TokenRefusedError(code, { realm, ...(scope !== undefined && { scope }) });
  }
}

/** '' when the function names no assistant. It matches no token. */
function assistantOf<Request>(
  { assistantId }: Requirements<Request>,
  request: Request,
): string | undefined {
  return typeof assistantId === 'function' ? (assistantId(request) ?? '') : assistantId;
}

function wordsOf(words: string | readonly string[] = []): readonly string[] {
  return typeof words === 'string' ? words.split(' ') : words;
}
