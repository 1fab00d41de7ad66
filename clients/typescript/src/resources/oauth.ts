import { asking } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface ExchangeRequest {
  /** The token that the JWT is for: the only credential that is needed. */
  token: string;
  /** Limits a personal token to one assistant. */
  audience?: string | undefined;
  /** Less than the token may do: words separated by spaces. */
  scope?: string | undefined;
}

/** What a program does with a token in its hand, whatever the client is logged in as. */
export class OAuthResource extends Resource {
  /** A JWT for services that verify offline: for at most 60 seconds (RFC 8693). */
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

  /** Ends a token by its value, whether it is good or not (RFC 7009). */
  async revoke(token: string, options?: RequestOptions): Promise<void> {
    const call = { ...asking('/api/oauth/revoke', { token }), withoutCredential: true };
    await this.send(call, options);
  }
}
