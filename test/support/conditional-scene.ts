import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import type { Answer, Api } from './api.js';
import { TestApp } from './test-app.js';

type Headers = Record<string, string>;

/** A resource that clients change. */
export interface Changeable {
  path: string;
  /** A caller who may read and change it. */
  api: Api;
  /** SQL that blocks all other changes of it. */
  lock: string;
}

export type Write = (thing: Changeable, headers: Headers, mark: string) => Promise<Answer>;

/** An application with two users who change the same resources. */
export class ConditionalScene {
  private constructor(
    readonly app: TestApp,
    readonly admin: TestUser,
    readonly owner: TestUser,
    readonly assistant: TestAssistant,
  ) {}

  static async set(): Promise<ConditionalScene> {
    const app = await TestApp.start();
    const admin = await createAdmin(app);
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    return new ConditionalScene(app, admin, owner, assistant);
  }

  async user(): Promise<Changeable> {
    const { username, id } = await createUser(this.app);
    return this.thing(`/api/users/${username}`, 'users', id);
  }

  async team(): Promise<Changeable> {
    const id = await createTeam(this.app);
    return this.thing(`/api/teams/${id}`, 'teams', id);
  }

  async member(): Promise<Changeable> {
    const user = await createUser(this.app);
    const id = await createTeam(this.app, [[user, 'viewer']]);
    return this.thing(`/api/teams/${id}/members/${user.username}`, 'teams', id);
  }

  async serviceAccount(): Promise<Changeable> {
    const { path, id } = await createServiceAccount(this.app, await createTeam(this.app));
    return this.thing(path, 'users', id);
  }

  async ofAssistant(): Promise<Changeable> {
    const { id } = await createAssistant(this.app, { ownerId: this.owner.username });
    return this.thing(`/api/assistants/${id}`, 'assistants', id);
  }

  async token(): Promise<Changeable> {
    const { app, owner, assistant } = this;
    const { id } = await createToken(app, { owner, assistant });
    return this.thing(`/api/tokens/${id}`, 'tokens', id);
  }

  async child(): Promise<Changeable> {
    const { app, owner, assistant } = this;
    const { id } = await createChild(app, await createToken(app, { owner, assistant }));
    return this.thing(`/api/tokens/${id}`, 'child_tokens', id);
  }

  async chat(): Promise<Changeable> {
    const { app, owner, assistant } = this;
    const { id } = await createChat(app, { owner, assistant });
    return { ...this.thing(`/api/chats/${id}`, 'chats', id), api: owner.api };
  }

  async webhook(): Promise<Changeable> {
    const { id } = await createWebhook(this.app, { assistant: this.assistant });
    return this.thing(`/api/webhooks/${id}`, 'webhooks', id);
  }

  private thing(path: string, table: string, id: string): Changeable {
    const lock = `SELECT 1 FROM ${table} WHERE id = '${id}' FOR UPDATE`;
    return { path, api: this.admin.api, lock };
  }
}

/** @returns the entity tag of a resource */
export async function tagOf({ api, path }: Pick<Changeable, 'api' | 'path'>): Promise<string> {
  const answer = await api.get(path);
  return tagIn(answer);
}

export function tagIn({ headers, status, text }: Answer): string {
  const tag = headers.get('ETag');
  if (tag === null) throw new Error(`No entity tag: ${status} ${text}`);
  return tag;
}

/** @returns the first part of a tag such as `"state.rest"` */
export function stateIn(tag: string): string {
  return tag.slice(1).split('.', 1)[0] ?? '';
}
