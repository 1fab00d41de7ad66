import type { Principal } from '../../admission/principal.js';
import type { PlainRequest } from './plain-request.js';

export interface LaneAnswer {
  statusCode: number;
  /** Undefined if the request is refused before its caller is known. */
  principal: Principal | undefined;
  /** The client address; `null` if the request did not use its credential. */
  usedFrom: string | null;
  /** Names and values in turn. */
  headers: string[];
  /** Empty if there is none. */
  body: string;
}

/** A path of the lane. Its responses equal those of the Nest route with the same path. */
export interface LaneRoute {
  /** The pattern of the route, for the log and the metrics. */
  readonly pattern: string;
  readonly methods: readonly string[];
  /** Whether the request must have a body. */
  readonly readsBody: boolean;
  /**
   * @param body empty if there is none
   * @returns `null` to leave the request to Nest; then it must not have changed anything
   */
  answer(request: PlainRequest, body: string, now: Date): LaneAnswer | null;
}
