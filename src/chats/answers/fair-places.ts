import type { Principal } from '../../admission/principal.js';
import { SharedPlaces } from '../../platform/fairness/shared-places.js';
import type { Holder } from '../../platform/fairness/shared-places.js';
import { PlacesOfOthersError, TooManyAnswersError } from '../chats.errors.js';

/** At most half of the places, and less the more others hold. */
const TOKEN_SHARE = 1;
/** At most about three quarters, however many tokens and sessions the user has. */
const USER_SHARE = 3;

/** Shares places among tokens and users. */
export class FairPlaces {
  readonly refused = { full: 0, share: 0 };
  private readonly places: SharedPlaces;

  constructor(capacity: number) {
    this.places = new SharedPlaces(capacity);
  }

  get size(): number {
    return this.places.taken;
  }

  /**
   * @returns a function that gives the place back
   * @throws TooManyAnswersError, PlacesOfOthersError
   */
  take(principal: Principal): () => void {
    this.require(principal);
    return this.hold(principal);
  }

  /** @throws TooManyAnswersError, PlacesOfOthersError */
  require(principal: Principal): void {
    const refusal = this.places.refusalOf(holdersIn(principal));
    if (refusal === null) return;
    this.refused[refusal]++;
    throw refusal === 'full' ? new TooManyAnswersError() : new PlacesOfOthersError();
  }

  /** For a caller that {@link require} has let in. @returns a function that gives the place back */
  hold(principal: Principal): () => void {
    return this.places.take(holdersIn(principal));
  }
}

/** Child tokens share the places of their parent. */
function holdersIn({ userId, credentialId, child }: Principal): Holder[] {
  return [
    { name: `user ${userId}`, share: USER_SHARE },
    { name: `token ${child?.parentId ?? credentialId}`, share: TOKEN_SHARE },
  ];
}
