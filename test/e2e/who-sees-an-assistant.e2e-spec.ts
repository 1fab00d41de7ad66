import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const ASSISTANTS = ['private', 'shared', 'ofTeam', 'sharedOfTeam'] as const;
type AssistantName = (typeof ASSISTANTS)[number];

const USERS = ['admin', 'owner', 'teamAdmin', 'editor', 'viewer', 'stranger'] as const;
type UserName = (typeof USERS)[number];

const SEEN: Record<UserName, AssistantName[]> = {
  admin: ['private', 'shared', 'ofTeam', 'sharedOfTeam'],
  owner: ['private', 'shared', 'sharedOfTeam'],
  teamAdmin: ['shared', 'ofTeam', 'sharedOfTeam'],
  editor: ['shared', 'ofTeam', 'sharedOfTeam'],
  viewer: ['shared', 'ofTeam', 'sharedOfTeam'],
  stranger: ['shared', 'sharedOfTeam'],
};

describe('an assistant is seen by the same users', () => {
  let app: TestApp;
  let users: Record<UserName, TestUser>;
  let assistants: Record<AssistantName, TestAssistant>;

  beforeAll(async () => {
    app = await TestApp.start();
    users = {
      admin: await createAdmin(app),
      owner: await createUser(app),
      teamAdmin: await createUser(app),
      editor: await createUser(app),
      viewer: await createUser(app),
      stranger: await createUser(app),
    };
    const team = await createTeam(app, [
      [users.teamAdmin, 'admin'],
      [users.editor, 'editor'],
      [users.viewer, 'viewer'],
    ]);
    const ownerId = users.owner.username;
    assistants = {
      private: await createAssistant(app, { ownerId }),
      shared: await createAssistant(app, { ownerId, shared: true }),
      ofTeam: await createAssistant(app, { ownerId: team }),
      sharedOfTeam: await createAssistant(app, { ownerId: team, shared: true }),
    };
  });

  afterAll(() => app.close());

  it.each(USERS)('when it is listed: %s', async (name) => {
    const { body } = await users[name].api.get('/api/assistants');
    const listed: string[] = body._embedded['inf:assistant'].map(({ id }: { id: string }) => id);
    expect(ASSISTANTS.filter((assistant) => listed.includes(assistants[assistant].id))).toEqual(
      SEEN[name],
    );
    expect(body.total).toBe(SEEN[name].length);
  });

  it.each(USERS)('when it is read: %s', async (name) => {
    for (const assistant of ASSISTANTS) {
      const { status } = await users[name].api.get(`/api/assistants/${assistants[assistant].id}`);
      expect([assistant, status]).toEqual([assistant, SEEN[name].includes(assistant) ? 200 : 404]);
    }
  });

  it.each(USERS)('when their token presents itself: %s', async (name) => {
    for (const assistant of ASSISTANTS) {
      const token = await createToken(app, {
        owner: users[name],
        assistant: assistants[assistant],
      });
      const { status } = await token.api.get(`/api/assistants/${assistants[assistant].id}`);
      expect([assistant, status]).toEqual([assistant, SEEN[name].includes(assistant) ? 200 : 403]);
    }
  });
});
