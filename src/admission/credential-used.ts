import type { Principal } from './principal.js';

/** Port: called for every use of a token or child token that its restrictions allow. */
export abstract class CredentialUsed {
  /** @param address `null` if unknown; then the last known address stays */
  abstract note(principal: Principal, at: Date, address: string | null): void;
}
