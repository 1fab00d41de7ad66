import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import {
  ACCESS_TOKEN_TYPE,
  TOKEN_EXCHANGE,
} from '../../src/verification/oauth/token-exchange/token-exchange.types.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the test has no TLS
const INSECURE = { [oauth.allowInsecureRequests]: true };

describe('OAuth libraries as they come', () => {
  let app: TestApp;
  let owner: TestUser;
  let asker: TestToken;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    const service = await createUser(app, { permissions: ['tokens:introspect'] });
    asker = await createToken(app, { owner: service });
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  const issue = () => createToken(app, { owner, assistant });
  const isLive = async ({ api }: TestToken) => (await api.get('/api/auth/session')).status === 200;
  const exchangeOf = ({ secret }: TestToken) => ({
    subject_token: secret,
    subject_token_type: ACCESS_TOKEN_TYPE,
  });

  describe('oauth4webapi', () => {
    let server: oauth.AuthorizationServer;

    beforeAll(async () => {
      const issuer = new URL(app.api.url);
      const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE });
      server = await oauth.processDiscoveryResponse(issuer, answer);
    });

    const METHODS: [string, (secret: string) => oauth.ClientAuth][] = [
      ['client_secret_basic', oauth.ClientSecretBasic],
      ['client_secret_post', oauth.ClientSecretPost],
    ];

    it.each(METHODS)('introspects with %s', async (_name, method) => {
      const client = { client_id: asker.id };
      const token = await issue();
      const answer = await oauth.introspectionRequest(
        server,
        client,
        method(asker.secret),
        token.secret,
        INSECURE,
      );
      const result = await oauth.processIntrospectionResponse(server, client, answer);
      expect(result).toMatchObject({ active: true, jti: token.id, iss: app.api.url });
    });

    it.each(METHODS)('is told about a wrong secret with %s', async (_name, method) => {
      const client = { client_id: asker.id };
      const { secret } = await issue();
      const answer = await oauth.introspectionRequest(
        server,
        client,
        method('wrong'),
        secret,
        INSECURE,
      );
      const result = oauth.processIntrospectionResponse(server, client, answer);
      await expect(result).rejects.toThrow(oauth.WWWAuthenticateChallengeError);
    });

    const OF_ANY_CLIENT: [string, () => oauth.ClientAuth][] = [
      ['none', oauth.None],
      ['client_secret_basic', () => oauth.ClientSecretBasic('x')],
      ['client_secret_post', () => oauth.ClientSecretPost('x')],
    ];

    it.each(OF_ANY_CLIENT)('exchanges and revokes with %s', async (_name, method) => {
      const client = { client_id: 'crm' };
      const token = await issue();
      const issued = await oauth.genericTokenEndpointRequest(
        server,
        client,
        method(),
        TOKEN_EXCHANGE,
        exchangeOf(token),
        INSECURE,
      );
      const jwt = await oauth.processGenericTokenEndpointResponse(server, client, issued);
      expect(jwt).toMatchObject({ token_type: 'bearer', expires_in: 60 });

      const revoked = await oauth.revocationRequest(
        server,
        client,
        method(),
        token.secret,
        INSECURE,
      );
      await oauth.processRevocationResponse(revoked);
      expect(await isLive(token)).toBe(false);
    });

    it('finds every method in the metadata', () => {
      expect(server.introspection_endpoint_auth_methods_supported).toEqual(
        expect.arrayContaining(METHODS.map(([name]) => name)),
      );
      for (const { methods } of [
        { methods: server.token_endpoint_auth_methods_supported },
        { methods: server.revocation_endpoint_auth_methods_supported },
      ]) {
        expect(methods).toEqual(OF_ANY_CLIENT.map(([name]) => name));
      }
    });
  });

  describe('openid-client', () => {
    function discover(clientId: string, secret: string, method?: openid.ClientAuth) {
      return openid.discovery(new URL(app.api.url), clientId, secret, method, {
        algorithm: 'oauth2',
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- the test has no TLS
        execute: [openid.allowInsecureRequests],
      });
    }

    it.each<[string, ((secret: string) => openid.ClientAuth) | undefined]>([
      ['its own method', undefined],
      ['client_secret_basic', openid.ClientSecretBasic],
      ['client_secret_post', openid.ClientSecretPost],
    ])('introspects with %s', async (_name, method) => {
      const config = await discover(asker.id, asker.secret, method?.(asker.secret));
      const token = await issue();
      expect(await openid.tokenIntrospection(config, token.secret)).toMatchObject({
        active: true,
        jti: token.id,
      });
    });

    it('exchanges and revokes', async () => {
      const config = await discover('crm', 'x');
      const token = await issue();
      const jwt = await openid.genericGrantRequest(config, TOKEN_EXCHANGE, exchangeOf(token));
      expect(jwt.expires_in).toBe(60);
      await openid.tokenRevocation(config, token.secret);
      expect(await isLive(token)).toBe(false);
    });
  });
});
