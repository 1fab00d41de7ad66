import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import {
  ACCESS_TOKEN_TYPE,
  TOKEN_EXCHANGE,
} from '../../src/verification/oauth/token-exchange/token-exchange.types.js';
import type { Answer, Api } from './api.js';
import type { TestApp } from './test-app.js';

/** Sends a form, as an OAuth client does. */
export function postForm(
  api: Api,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return api.post(path, new URLSearchParams(fields).toString(), {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  });
}

export function exchange(
  { api }: { api: Api },
  secret: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  return postForm(
    api,
    '/api/oauth/token',
    {
      grant_type: TOKEN_EXCHANGE,
      subject_token: secret,
      subject_token_type: ACCESS_TOKEN_TYPE,
      ...fields,
    },
    headers,
  );
}

/** Another service that knows only the URL of this one. */
export class OfflineVerifier {
  private readonly keys;

  constructor(private readonly app: TestApp) {
    this.keys = createRemoteJWKSet(new URL(`${app.api.url}/.well-known/jwks.json`), {
      cooldownDuration: 0,
    });
  }

  /** @throws JOSEError */
  async verify(jwt: string, options: JWTVerifyOptions = {}): Promise<JWTPayload> {
    const { payload } = await jwtVerify(jwt, this.keys, {
      issuer: this.app.api.url,
      algorithms: ['EdDSA'],
      typ: 'at+jwt',
      currentDate: this.app.clock.now(),
      ...options,
    });
    return payload;
  }
}
