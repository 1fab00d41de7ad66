import type { Connection } from '../load/connection.js';
import { checkAnswer } from '../load/run.js';

/** A token that is accepted this long after its revocation counts as accepted for ever. */
const GIVE_UP_MS = 10_000;
/** Refusals alone for this long end the watch; a late reader may put a token back into a cache. */
const LINGER_MS = 5;
const OK = 200;
const UNAUTHORIZED = 401;

/** Asks an instance about a token without a pause, until it is refused for good. */
export class Acceptance {
  private lastAcceptedAt = -Infinity;
  private revokedAt = Infinity;

  constructor(
    private readonly connection: Connection,
    private readonly question: string,
  ) {}

  /** The token was revoked: from here on refusals are waited for. */
  wasRevokedAt(moment: number): void {
    this.revokedAt = moment;
  }

  /** @returns when the last request that was accepted was sent */
  async watch(): Promise<number> {
    for (let sent = performance.now(); !this.isOver(sent); sent = performance.now()) {
      const answer = await this.connection.ask(this.question);
      if (answer.status === OK) this.lastAcceptedAt = sent;
      else checkAnswer(answer, UNAUTHORIZED);
    }
    return this.lastAcceptedAt;
  }

  private isOver(now: number): boolean {
    const since = Math.max(this.lastAcceptedAt, this.revokedAt);
    return now > since + LINGER_MS || now > this.revokedAt + GIVE_UP_MS;
  }
}
