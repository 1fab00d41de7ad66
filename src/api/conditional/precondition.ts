import { PreconditionFailedError } from './conditional.errors.js';
import { stateIn } from './entity-tag.js';
import type { EntityTagList } from './entity-tag-list.js';
import type { StateOf } from './state.js';

/** What a request asks of the resource that it is to change. */
export interface Precondition {
  /**
   * @param load the resource as the transaction finds it, which has locked it, so that of two
   *   requests with one tag only one goes on; null when there is none. Called only when something is
   *   asked of it.
   * @throws PreconditionFailedError
   */
  require<T>(stateOf: StateOf<T>, load: () => T | null | Promise<T | null>): Promise<void>;
}

/** Of a request that asks for nothing. */
export const NO_PRECONDITION: Precondition = { require: () => Promise.resolve() };

/** In the order of RFC 9110, section 13.2.2. */
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

/** @param state null where there is no resource */
function names(tags: EntityTagList, state: string | null): boolean {
  if (state === null) return false;
  return tags === '*' || tags.some((tag) => stateIn(tag) === state);
}
