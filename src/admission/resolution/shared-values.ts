import { LRUCache } from 'lru-cache';
import type { AssistantScope, Permission } from '../principal.js';

const MAX_TEXTS = 20_000;
const MAX_ASSISTANTS = 5_000;
const MAX_PERMISSIONS = 100;

/**
 * Interns values to save memory. Many cached principals belong to the same user and the same
 * assistant, and then share the values that they have in common.
 */
class SharedValues<T extends string | object> {
  private readonly values: LRUCache<string, T>;

  constructor(
    max: number,
    /** Must return different keys for different values. */
    private readonly keyOf: (value: T) => string,
  ) {
    this.values = new LRUCache({ max });
  }

  share(value: T): T {
    const key = this.keyOf(value);
    const known = this.values.get(key);
    if (known !== undefined) return known;
    this.values.set(key, value);
    return value;
  }
}

const texts = new SharedValues<string>(MAX_TEXTS, (text) => text);
const assistants = new SharedValues<AssistantScope>(
  MAX_ASSISTANTS,
  ({ id, naturalId, reachable }) => `${id} ${naturalId} ${String(reachable)}`,
);
const permissionLists = new SharedValues<readonly Permission[]>(MAX_PERMISSIONS, String);

export function sharedText<T extends string>(text: T): T {
  return texts.share(text) as T;
}

export function sharedAssistant(assistant: AssistantScope): AssistantScope {
  return assistants.share(assistant);
}

export function sharedPermissions(permissions: readonly Permission[]): readonly Permission[] {
  return permissionLists.share(permissions);
}
