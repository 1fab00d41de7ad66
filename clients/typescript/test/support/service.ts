import { AssistantTokens } from 'assistant-tokens-client';
import type { ClientOptions } from 'assistant-tokens-client';
import {
  ADMIN_PASSWORD,
  newDataDir,
  ServiceProcess,
} from '../../../../test/support/service-process.js';

/** Retries that cost a test no time. */
export const QUICK = { baseDelay: 1, maxDelay: 2 };

/** The built service, with an admin, an assistant and a token of it. */
export class Service {
  private constructor(
    readonly process: ServiceProcess,
    readonly baseUrl: string,
    readonly admin: AssistantTokens,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<Service> {
    const started = await ServiceProcess.start(await newDataDir(), { env });
    const baseUrl = started.api.url;
    const login = { username: 'admin', password: ADMIN_PASSWORD };
    return new Service(started, baseUrl, new AssistantTokens({ baseUrl, login }));
  }

  /** @returns a client that has it, and tries again at once */
  as(token: string, options: Partial<ClientOptions> = {}): AssistantTokens {
    return new AssistantTokens({
      baseUrl: this.baseUrl,
      retry: QUICK,
      ...options,
      token,
    } as ClientOptions);
  }

  async assistant(slug: string): Promise<string> {
    const { naturalId } = await this.admin.assistants.create({ slug, name: slug });
    return naturalId;
  }

  /** @returns the id and the value of a token of the assistant */
  async token(
    assistantId: string,
    restrictions: Omit<Parameters<AssistantTokens['tokens']['create']>[0], 'type'> = {},
  ): Promise<{ id: string; token: string }> {
    return this.admin.tokens.create({ type: 'assistant', assistantId, ...restrictions });
  }

  /** @returns a token that may introspect, of a user made for it */
  async asker(username = 'orders-service'): Promise<string> {
    const password = 'a password of some length';
    const permissions: ['tokens:create', 'tokens:introspect'] = [
      'tokens:create',
      'tokens:introspect',
    ];
    await this.admin.users.create({ username, password, permissions });
    const user = new AssistantTokens({ baseUrl: this.baseUrl, login: { username, password } });
    return (await user.tokens.create({ type: 'personal' })).token;
  }
}
