import { assembleAssistant } from '../../assistants/assistant.assembler.js';
import type { AssistantResource } from '../../assistants/dto/assistant.resource.js';
import { assembleChild } from '../children/child.assembler.js';
import type { ChildTokenResource } from '../children/dto/child-token.resource.js';
import type { TokenEmbeds } from './token-embeds.js';

interface EmbeddedInToken {
  _embedded?: {
    'inf:assistant'?: AssistantResource;
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
        'inf:assistant': assembleAssistant(found, principal, found.assistant.naturalId),
      }),
      ...(children && {
        'inf:child-token': children.map((child) => assembleChild(child, principal)),
      }),
    },
  };
}
