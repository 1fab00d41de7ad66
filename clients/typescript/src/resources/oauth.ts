import { asking } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface ExchangeRequest {
  /** The token to exchange. The call needs no other credential. */
  token: string;
  /** Limits a personal token to one assistant. */
  audience?: string | undefined;
  /** A part of what the token may do, as words separated by spaces. */
  scope?: string | undefined;
}

/** Calls that work with the value of a token, whatever the credential of the client is. */
export class OAuthResource extends Resource {
  /** Exchanges a token for a JWT that services verify offline. It lasts at most 60 seconds (RFC 8693). */
  exchange(
    { token, audience, scope }: ExchangeRequest,
    options?: RequestOptions,
  ): Promise<Schemas['IssuedJwt']> {
    const body = {
      grant_type: TOKEN_EXCHANGE,
      subject_token_type: ACCESS_TOKEN,
      subject_token: token,
      audience,
      scope,
    };
    const call = { ...asking('/api/oauth/token', body), withoutCredential: true };
    return this.send(call, options);
  }

  /** Revokes a token by its value (RFC 7009). Also succeeds for an invalid token. */
  async revoke(token: string, options?: RequestOptions): Promise<void> {
    const call = { ...asking('/api/oauth/revoke', { token }), withoutCredential: true };
    await this.send(call, options);
  }
}
