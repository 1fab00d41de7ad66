import type { TestApp } from '../support/test-app.js';
import type { TestAssistant } from './assistants.factory.js';
import { deriveChild } from './children.factory.js';
import type { TestChild } from './children.factory.js';
import { createToken } from './tokens.factory.js';
import type { TestUser } from './users.factory.js';

interface BoundTokenOptions {
  owner: TestUser;
  assistant: TestAssistant;
  /** Thumbprint of the key that it is bound to. */
  jkt: string;
}

/** A child of an assistant token of its own. */
export async function createBoundToken(
  app: TestApp,
  { owner, assistant, jkt }: BoundTokenOptions,
): Promise<TestChild> {
  return deriveChild(app, await createToken(app, { owner, assistant }), { dpopJkt: jkt });
}
