import type { CheckOutcome } from '../checks/evaluate.js';

/** A request that the checks refused, without secrets. */
export interface RefusedRequest {
  requestId: string;
  at: Date;
  /** The id of the token, child token or session. */
  credentialId: string;
  isSession: boolean;
  /** The user of the credential. */
  userId: string;
  method: string;
  /** Without the query. */
  path: string;
  address: string;
  originHost: string | null;
  outcomes: readonly CheckOutcome[];
}

/** How long a refusal can be explained. */
export const KEPT_MS = 3_600_000;
