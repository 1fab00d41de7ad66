import type { Principal } from './principal.js';

/** Port: told whenever a token or a child was used from where it may be used. */
export abstract class CredentialUsed {
  /** @param address null where it is not known: the last one that is known stays */
  abstract note(principal: Principal, at: Date, address: string | null): void;
}
