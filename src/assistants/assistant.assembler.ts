import { permittedLink } from '../api/discovery/permitted-link.js';
import type { Principal } from '../admission/principal.js';
import type { Links } from '../api/hal/hal.types.js';
import { addressOf, link, paths } from '../api/hal/links.js';
import type { Assistant } from './assistant.entity.js';
import type { ListedAssistant, ReadableAssistant } from './assistants.service.js';
import type { AssistantResource, AssistantSummaryResource } from './dto/assistant.resource.js';

/** @param ref the id from the request, UUID or natural id: the links use the same form */
export function assembleAssistant(
  readable: ReadableAssistant,
  principal: Principal,
  ref?: string,
): AssistantResource {
  const { instructions } = readable.assistant;
  return { ...assembleAssistantSummary(readable, principal, ref), instructions };
}

/** Without the instructions, which may be long. */
export function assembleAssistantSummary(
  { assistant, writable }: ListedAssistant,
  principal: Principal,
  ref = assistant.id,
): AssistantSummaryResource {
  const toAssistant = { id: ref };
  return {
    id: assistant.id,
    naturalId: assistant.naturalId,
    ownerId: assistant.ownerId,
    slug: assistant.slug,
    name: assistant.name,
    description: assistant.description,
    welcome: assistant.welcome,
    suggestions: assistant.suggestions,
    modelId: assistant.modelId,
    shared: assistant.shared,
    createdAt: assistant.createdAt.toISOString(),
    updatedAt: assistant.updatedAt.toISOString(),
    _links: {
      self: link(paths.assistant(ref)),
      ...(writable && {
        ...permittedLink(principal, 'edit', 'updateAssistant', toAssistant),
        ...permittedLink(principal, 'inf:delete', 'deleteAssistant', toAssistant),
        ...permittedLink(principal, 'inf:budget', 'getAssistantBudget', toAssistant),
        ...permittedLink(principal, 'inf:webhooks', 'listWebhooks', toAssistant),
        ...permittedLink(principal, 'inf:create-webhook', 'createWebhook', toAssistant),
        ...permittedLink(principal, 'inf:create-token', 'createToken', {}, { type: 'assistant' }),
      }),
      ...permittedLink(principal, 'inf:assistant-tokens', 'listAssistantTokens', toAssistant),
      ...permittedLink(principal, 'inf:usage', 'getAssistantUsage', toAssistant),
      ...chatsOf(assistant, principal),
    },
  };
}

function chatsOf({ id }: Pick<Assistant, 'id'>, principal: Principal): Links {
  const { 'inf:chats': chats } = permittedLink(principal, 'inf:chats', 'listChats');
  return {
    ...(chats && { 'inf:chats': link(addressOf(chats.href, [['assistantId', id]])) }),
    ...permittedLink(principal, 'inf:create-chat', 'createChat'),
  };
}

/** After a rename or a move, links use the new natural id: the one from the request is gone. */
export function refAfterUpdate(assistant: Assistant, ref: string): string {
  return ref.includes(':') ? assistant.naturalId : ref;
}
