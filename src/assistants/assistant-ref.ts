import { isUuid } from '../common/id.js';
import { isNaturalId } from '../common/natural-id.js';

/** The two ways to name an assistant: its UUID, or its natural id `ownerId:slug`. */
export type AssistantRef = { id: string } | { ownerId: string; slug: string };

/** @returns null for what cannot name an assistant. */
export function parseAssistantRef(text: string): AssistantRef | null {
  if (isUuid(text)) return { id: text.toLowerCase() };
  const [ownerId = '', slug = '', ...rest] = text.split(':');
  return rest.length === 0 && isNaturalId(ownerId) && isNaturalId(slug) ? { ownerId, slug } : null;
}
