import type { TestApp } from '../support/test-app.js';
import { createAssistant } from './assistants.factory.js';
import type { TestAssistant } from './assistants.factory.js';
import { createTeam } from './teams.factory.js';
import { createUser } from './users.factory.js';
import type { TestUser } from './users.factory.js';

export interface TeamAssistant {
  /** An editor who owns tokens of the assistant. */
  owner: TestUser;
  editor: TestUser;
  viewer: TestUser;
  assistant: TestAssistant;
}

/** An assistant of a team, with two editors and a viewer. */
export async function createTeamAssistant(app: TestApp): Promise<TeamAssistant> {
  const [owner, editor, viewer] = await Promise.all([
    createUser(app),
    createUser(app),
    createUser(app),
  ]);
  const ownerId = await createTeam(app, [
    [owner, 'editor'],
    [editor, 'editor'],
    [viewer, 'viewer'],
  ]);
  return { owner, editor, viewer, assistant: await createAssistant(app, { ownerId }) };
}
