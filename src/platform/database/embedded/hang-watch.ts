import { MAINTENANCE_DATABASE } from './database.js';
import { connect } from './connection.js';
import type { Endpoint } from './connection.js';
import { messageOf } from './error-details.js';

const ASK_EVERY_MS = 5_000;
/** Attempts of five seconds each. A busy machine may be slow, but not as slow as that. */
const PATIENCE = 3;

/** Tells whether the server still accepts connections. */
export class HangWatch {
  private askedAt = performance.now();
  private unanswered = 0;

  constructor(private readonly endpoint: Endpoint) {}

  reset(): void {
    this.askedAt = performance.now();
    this.unanswered = 0;
  }

  async isHanging(): Promise<boolean> {
    if (this.unanswered === 0 && performance.now() - this.askedAt < ASK_EVERY_MS) return false;
    this.unanswered = (await this.isAnswered()) ? 0 : this.unanswered + 1;
    this.askedAt = performance.now();
    return this.unanswered >= PATIENCE;
  }

  /** A refusal is an answer too. */
  private async isAnswered(): Promise<boolean> {
    try {
      const client = await connect(this.endpoint, MAINTENANCE_DATABASE);
      await client.end();
      return true;
    } catch (error) {
      return !messageOf(error).startsWith('timeout expired');
    }
  }
}
