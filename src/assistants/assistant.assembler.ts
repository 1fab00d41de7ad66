import { link, paths } from '../hal/links.js';
import type { Assistant } from './assistant.entity.js';
import type { AssistantResource } from './dto/assistant.resource.js';

/** @param ref the identifier as the client wrote it */
export function assembleAssistant(assistant: Assistant, ref = assistant.id): AssistantResource {
  return {
    id: assistant.id,
    naturalId: assistant.naturalId,
    ownerId: assistant.ownerId,
    slug: assistant.slug,
    name: assistant.name,
    description: assistant.description,
    instructions: assistant.instructions,
    welcome: assistant.welcome,
    suggestions: assistant.suggestions,
    modelId: assistant.modelId,
    shared: assistant.shared,
    createdAt: assistant.createdAt.toISOString(),
    updatedAt: assistant.updatedAt.toISOString(),
    _links: {
      self: link(paths.assistant(ref)),
      'inf:assistant-tokens': link(paths.assistantTokens(ref)),
      'inf:webhooks': link(paths.assistantWebhooks(ref)),
    },
  };
}

/** A natural id that a rename or a move has just ended gives way to the new one. */
export function refAfterUpdate(assistant: Assistant, ref: string): string {
  return ref.includes(':') ? assistant.naturalId : ref;
}
