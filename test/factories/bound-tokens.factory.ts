import type { TestApp } from '../support/test-app.js';
import type { TestAssistant } from './assistants.factory.js';
import { deriveChild } from './children.factory.js';
import type { TestChild } from './children.factory.js';
import { createToken } from './tokens.factory.js';
import type { TestUser } from './users.factory.js';

interface BoundTokenOptions {
  owner: TestUser;
  assistant: TestAssistant;
  /** Thumbprint of the key to which the token is bound. */
  jkt: string;
}

/** Creates a bound child of a new assistant token. */
export async function createBoundToken(
  app: TestApp,
  { owner, assistant, jkt }: BoundTokenOptions,
): Promise<TestChild> {
  return deriveChild(app, await createToken(app, { owner, assistant }), { dpopJkt: jkt });
}
