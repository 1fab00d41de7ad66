import { PreconditionFailedError } from './conditional.errors.js';
import { stateIn } from './entity-tag.js';
import type { EntityTagList } from './entity-tag-list.js';
import type { StateOf } from './state.js';

/** The condition under which a request may change a resource. */
export interface Precondition {
  /**
   * @param load returns the resource, or `null` if there is none. The transaction must have locked
   *   it, so that only one of two requests with the same tag continues. Called only if there is a
   *   condition.
   * @throws PreconditionFailedError
   */
  require<T>(stateOf: StateOf<T>, load: () => T | null | Promise<T | null>): Promise<void>;
}

/** For a request without a condition. */
export const NO_PRECONDITION: Precondition = { require: () => Promise.resolve() };

/** Evaluates the headers in the order of RFC 9110, section 13.2.2. */
export class HeaderPrecondition implements Precondition {
  constructor(
    private readonly ifMatch: EntityTagList | undefined,
    private readonly ifNoneMatch: EntityTagList | undefined,
  ) {}

  async require<T>(stateOf: StateOf<T>, load: () => T | null | Promise<T | null>): Promise<void> {
    const found = await load();
    const state = found === null ? null : stateOf(found);
    if (this.ifMatch !== undefined && !names(this.ifMatch, state)) {
      throw new PreconditionFailedError();
    }
    if (this.ifNoneMatch !== undefined && names(this.ifNoneMatch, state)) {
      throw new PreconditionFailedError();
    }
  }
}

/** @param state `null` if there is no resource */
function names(tags: EntityTagList, state: string | null): boolean {
  if (state === null) return false;
  return tags === '*' || tags.some((tag) => stateIn(tag) === state);
}
