import { encode, verification } from '../load/http-request.js';
import { seededSecret } from './seeded-token.js';

/** Requests that present each seeded token once. */
export class FirstSights {
  private next: number;

  constructor(
    first: number,
    private readonly end: number,
  ) {
    this.next = first;
  }

  readonly request = (): string => {
    if (this.next >= this.end) throw new Error('There are too few seeded tokens for this row.');
    return encode(verification(seededSecret(this.next++)));
  };
}
