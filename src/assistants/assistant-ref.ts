import { isUuid, UUID_TEXT } from '../platform/ids/id.js';
import { isNaturalId, NATURAL_ID_PATTERN } from '../platform/ids/natural-id.js';

/** Identifies an assistant by its UUID or by its natural id, `ownerId:slug`. */
export type AssistantRef = { id: string } | { ownerId: string; slug: string };

const NATURAL_ID = NATURAL_ID_PATTERN.source.slice(1, -1);

export const ASSISTANT_REF_SCHEMA = {
  type: 'string',
  pattern: `^(${UUID_TEXT}|${NATURAL_ID}:${NATURAL_ID})$`,
  maxLength: 127,
} as const;

/** @returns `null` if the text is neither a UUID nor a natural id */
export function parseAssistantRef(text: string): AssistantRef | null {
  if (isUuid(text)) return { id: text.toLowerCase() };
  const [ownerId = '', slug = '', ...rest] = text.split(':');
  return rest.length === 0 && isNaturalId(ownerId) && isNaturalId(slug) ? { ownerId, slug } : null;
}
