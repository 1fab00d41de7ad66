import type { Keyset } from '../api/hal/keyset-rows.js';
import { keysetBy, sortsBy, textOrder } from '../api/hal/sort.js';
import type { Sort } from '../api/hal/sort.js';
import { UUID_PATTERN } from '../platform/ids/id.js';
import type { Assistant } from './assistant.entity.js';

export const ASSISTANT_SORTS = sortsBy(['createdAt', 'name']);
export type AssistantSort = Sort<'createdAt' | 'name'>;

const NEWEST_FIRST = {
  column: 'assistant.id',
  order: 'DESC',
  keyOf: ({ id }: Assistant) => id,
  pattern: UUID_PATTERN,
} as const;
const NAME = textOrder<Assistant>('assistant.id', 'assistant.name', ({ name }) => name);

/** An id begins with the time of creation. */
export function assistantKeyset(sort: AssistantSort = '-createdAt'): Keyset<Assistant> {
  switch (sort) {
    case '-createdAt':
      return NEWEST_FIRST;
    case 'createdAt':
      return { ...NEWEST_FIRST, order: 'ASC', collection: sort };
    default:
      return keysetBy(sort, { name: NAME });
  }
}
