import { maskSecrets } from '../platform/logging/secret-mask.js';

/** What changed. `before` and `after` are both null if the trail does not show the values. */
export interface AuditChange {
  field: string;
  before: unknown;
  after: unknown;
}

const MAX_CHANGES = 50;
const MAX_TEXT = 200;
const MAX_JSON = 1_000;

/** Fields whose values may be secret or long. The trail tells only that they changed. */
const UNSHOWN: ReadonlySet<string> = new Set(['data', 'instructions', 'password']);

/** @returns the fields of `after` that differ from `before` */
export function changesBetween<T extends object>(before: T, after: Partial<T>): AuditChange[] {
  return Object.entries(after)
    .map(([field, value]) => ({ field, before: before[field as keyof T] ?? null, after: value }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after ?? null));
}

/**
 * What an event shows: the changes, then its other facts. Long values are cut, so that an event
 * stays small.
 *
 * @param details `fields` lists what changed
 */
export function shownChanges(changes: readonly AuditChange[], details: object): AuditChange[] {
  const { fields = [], ...facts } = details as { fields?: string[] };
  const told = new Set(changes.map(({ field }) => field));
  const unseen = fields.filter((field) => !told.has(field));
  return [
    ...changes,
    ...unseen.map((field) => ({ field, before: null, after: null })),
    ...Object.entries(facts)
      .filter(([field]) => !told.has(field))
      .map(([field, after]) => ({ field, before: null, after })),
  ]
    .slice(0, MAX_CHANGES)
    .map(({ field, before, after }) => ({
      field,
      before: shown(field, before),
      after: shown(field, after),
    }));
}

function shown(field: string, value: unknown): unknown {
  if (UNSHOWN.has(field) || value === undefined || value === null) return null;
  if (typeof value === 'string') return cut(maskSecrets(value), MAX_TEXT);
  const text = JSON.stringify(value);
  if (text.length > MAX_JSON) {
    return Array.isArray(value) ? { count: value.length } : cut(maskSecrets(text), MAX_TEXT);
  }
  return JSON.parse(maskSecrets(text)) as unknown;
}

/** Keeps surrogate pairs whole: PostgreSQL refuses half of one. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`;
}
