import type { Principal } from '../../admission/principal.js';
import type { PlainRequest } from './plain-request.js';

export interface LaneAnswer {
  statusCode: number;
  /** Undefined when the request is refused before its caller is known. */
  principal: Principal | undefined;
  /** Names and values in turn, without those that every answer has. */
  headers: string[];
  /** Empty for none. */
  body: string;
}

/** One path of the lane. It answers as the route of Nest with the same path does. */
export interface LaneRoute {
  /** The pattern of the route, for the log and the metrics. */
  readonly pattern: string;
  readonly methods: readonly string[];
  /** Whether the request must have a body. */
  readonly readsBody: boolean;
  /**
   * @param body empty for none
   * @returns null to leave the request to Nest; nothing has changed then
   */
  answer(request: PlainRequest, body: string): LaneAnswer | null;
}
