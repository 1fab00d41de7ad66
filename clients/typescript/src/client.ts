import { TokenCredential } from './http/credential.js';
import type { TokenSource } from './http/credential.js';
import { LoginCredential } from './http/login-credential.js';
import { retrySettings } from './http/retry-delay.js';
import type { RetryOptions } from './http/retry-delay.js';
import { Transport } from './http/transport.js';
import { baseUrlOf } from './http/url.js';
import { AssistantsResource } from './resources/assistants.js';
import { AuditResource } from './resources/audit.js';
import { AuthResource } from './resources/auth.js';
import { ChatsResource } from './resources/chats.js';
import { LeaksResource } from './resources/leaks.js';
import { loggingIn } from './resources/logging-in.js';
import { OAuthResource } from './resources/oauth.js';
import { PoliciesResource } from './resources/policies.js';
import { SeatsResource } from './resources/seats.js';
import { ServiceAccountsResource } from './resources/service-accounts.js';
import { TeamsResource } from './resources/teams.js';
import { TokensResource } from './resources/tokens.js';
import { UsersResource } from './resources/users.js';
import { WebhooksResource } from './resources/webhooks.js';
import type { BodyOf, Schemas } from './schema/operation-types.js';

interface CommonOptions {
  /** The URL of the service, such as `https://tokens.example.com`. */
  baseUrl: string | URL;
  /** Milliseconds for each attempt of a call. The default is 60,000. */
  timeout?: number | undefined;
  retry?: RetryOptions | undefined;
  /** Headers for every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Replaces the `fetch` of the platform. */
  fetch?: typeof fetch | undefined;
}

export type ClientOptions = CommonOptions &
  (
    | {
        /** A token or a session, or a function that returns the current one. */
        token?: TokenSource | undefined;
        login?: undefined;
      }
    | {
        /** The client logs in before its first call, and again when its session has ended. */
        login: BodyOf<'logIn'>;
        token?: undefined;
      }
  );

const TIMEOUT_MS = 60_000;

/** The API of the service, with one credential. */
export class AssistantTokens {
  readonly assistants: AssistantsResource;
  readonly audit: AuditResource;
  readonly auth: AuthResource;
  readonly chats: ChatsResource;
  readonly leaks: LeaksResource;
  readonly oauth: OAuthResource;
  readonly policies: PoliciesResource;
  readonly seats: SeatsResource;
  readonly serviceAccounts: ServiceAccountsResource;
  readonly teams: TeamsResource;
  readonly tokens: TokensResource;
  readonly users: UsersResource;
  readonly webhooks: WebhooksResource;

  constructor({ baseUrl, timeout = TIMEOUT_MS, retry, headers = {}, ...rest }: ClientOptions) {
    const { token, login } = rest;
    const settings = {
      baseUrl: baseUrlOf(baseUrl),
      fetch: rest.fetch ?? globalThis.fetch.bind(globalThis),
      timeout,
      headers,
      retry: retrySettings(retry),
    };
    let session: LoginCredential | null = null;
    const transport = new Transport(settings, (own) => {
      if (login === undefined) return new TokenCredential(token);
      const logIn = async () => (await own.send<Schemas['Login']>(loggingIn(login))).body;
      session = new LoginCredential(logIn);
      return session;
    });
    const hasSession = login !== undefined || (typeof token === 'string' && isSession(token));
    this.assistants = new AssistantsResource(transport);
    this.audit = new AuditResource(transport);
    this.auth = new AuthResource(transport, session);
    this.chats = new ChatsResource(transport);
    this.leaks = new LeaksResource(transport);
    this.oauth = new OAuthResource(transport);
    this.policies = new PoliciesResource(transport);
    this.seats = new SeatsResource(transport);
    this.serviceAccounts = new ServiceAccountsResource(transport);
    this.teams = new TeamsResource(transport);
    this.tokens = new TokensResource(transport, hasSession);
    this.users = new UsersResource(transport);
    this.webhooks = new WebhooksResource(transport);
  }
}

function isSession(token: string): boolean {
  return token.startsWith('i5s_');
}
