import { assembleAssistantSummary } from '../../assistants/assistant.assembler.js';
import type { AssistantSummaryResource } from '../../assistants/dto/assistant.resource.js';
import type { HalResource } from '../../api/hal/hal.types.js';
import { link, paths } from '../../api/hal/links.js';
import { assembleChild } from '../children/child.assembler.js';
import type { ChildTokenResource } from '../children/dto/child-token.resource.js';
import { assistantOf } from './token-embeds.js';
import type { Listed, TokenEmbeds } from './token-embeds.js';

interface EmbeddedInToken {
  _embedded?: {
    'inf:assistant'?: AssistantSummaryResource;
    'inf:child-token'?: ChildTokenResource[];
  };
}

/** @returns `_embedded` with the requested resources; nothing if there are none */
export function assembleEmbedded(
  assistantId: string | null,
  { principal, assistants, children }: TokenEmbeds,
): EmbeddedInToken {
  const found = assistantId === null ? undefined : assistants.get(assistantId);
  if (found === undefined && children === undefined) return {};
  return {
    _embedded: {
      ...(found && {
        'inf:assistant': assembleAssistantSummary(found, principal, found.assistant.naturalId),
      }),
      ...(children && {
        'inf:child-token': children.map((child) => assembleChild(child, principal)),
      }),
    },
  };
}

/**
 * Embeds each assistant in the first item that has it. All items with an embedded assistant link to
 * it, so that a client finds it by the link `self`.
 */
export function embedOnce(embeds: TokenEmbeds) {
  const embedded = new Set<string>();
  return <T extends HalResource>(item: T, token: Listed): T & EmbeddedInToken => {
    const assistantId = assistantOf(token);
    const found = assistantId === null ? undefined : embeds.assistants.get(assistantId);
    if (assistantId === null || found === undefined) return item;
    const isFirst = !embedded.has(assistantId);
    embedded.add(assistantId);
    const toAssistant = link(paths.assistant(found.assistant.naturalId));
    return {
      ...item,
      _links: { ...item._links, 'inf:assistant': toAssistant },
      ...(isFirst && assembleEmbedded(assistantId, embeds)),
    };
  };
}
