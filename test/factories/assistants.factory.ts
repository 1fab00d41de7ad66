import { Assistant } from '../../src/assistants/assistant.entity.js';
import { newId } from '../../src/platform/ids/id.js';
import type { TestApp } from '../support/test-app.js';

let count = 0;

interface AssistantOptions {
  /** The id of a user or a team. */
  ownerId: string;
  slug?: string;
  shared?: boolean;
  columns?: Partial<Omit<Assistant, 'naturalId'>>;
}

export interface TestAssistant {
  id: string;
  naturalId: string;
}

export async function createAssistant(
  app: TestApp,
  { ownerId, slug = `assistant-${++count}`, shared = false, columns = {} }: AssistantOptions,
): Promise<TestAssistant> {
  const now = app.clock.now();
  const id = newId();
  await app.dataSource.manager.insert(Assistant, {
    id,
    ownerId,
    slug,
    name: `The assistant ${slug}`,
    modelId: null,
    shared,
    createdAt: now,
    updatedAt: now,
    ...columns,
  });
  return { id, naturalId: `${ownerId}:${slug}` };
}
