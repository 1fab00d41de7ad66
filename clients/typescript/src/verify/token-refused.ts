import { AssistantTokensError } from '../errors/client-error.js';

const REFUSALS = {
  credential_required: [401, 'Unauthorized', 'Authentication is required.', ''],
  invalid_token: [401, 'Unauthorized', 'The credential is not valid.', 'invalid_token'],
  insufficient_scope: [
    403,
    'Forbidden',
    'This credential does not reach this resource.',
    'insufficient_scope',
  ],
  read_only: [403, 'Forbidden', 'This token is read-only.', 'insufficient_scope'],
  address_not_allowed: [403, 'Forbidden', 'This token may not be used from this address.', null],
  origin_not_allowed: [403, 'Forbidden', 'This token may not be used from this origin.', null],
  unavailable: [
    503,
    'Service Unavailable',
    'The token cannot be verified now. Try again later.',
    null,
  ],
} as const;

export type RefusalCode = keyof typeof REFUSALS;

interface Details {
  realm: string;
  /** The scope that the request needs (RFC 6750, section 3). */
  scope?: string;
  /** A sentence for people (RFC 6750, section 3). */
  description?: string;
  cause?: unknown;
}

/** A refusal, with the response to send (RFC 6750, section 3). */
export class TokenRefusedError extends AssistantTokensError {
  readonly status: number;
  readonly body: { statusCode: number; error: string; message: string; code: RefusalCode };
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: RefusalCode,
    details: Details,
  ) {
    const [statusCode, error, message, challenge] = REFUSALS[code];
    super(details.description ?? message, { cause: details.cause });
    this.status = statusCode;
    this.body = { statusCode, error, message: this.message, code };
    this.headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(challenge !== null && { 'WWW-Authenticate': challengeOf(challenge, details) }),
      ...(statusCode === 503 && { 'Retry-After': '1' }),
    };
  }
}

function challengeOf(error: string, { realm, scope, description }: Details): string {
  const parameters = Object.entries({
    realm,
    ...(error !== '' && { error }),
    ...(description !== undefined && { error_description: description }),
    ...(scope !== undefined && { scope }),
  });
  return `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
}
