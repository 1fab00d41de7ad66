import { Connection } from '../load/connection.js';
import { bearer, encode, verification } from '../load/http-request.js';
import { checkAnswer } from '../load/run.js';
import type { ServerProcess } from '../processes/server-process.js';
import { seededId, seededSecret } from '../seeding/seeded-token.js';
import { Acceptance } from './acceptance.js';

const NO_CONTENT = 204;

interface Instance {
  /** That asks whether the token is good. */
  probe: Connection;
  /** That revokes. */
  admin: Connection;
}

/** Revokes one token after the other, at each instance in turn, while all are asked about it. */
export class Revocations {
  private constructor(
    private readonly instances: Instance[],
    private readonly adminSession: string,
    private readonly signal: AbortSignal,
  ) {}

  static async open(services: ServerProcess[], adminSession: string, signal: AbortSignal) {
    const instances = await Promise.all(
      services.map(async ({ url }) => ({
        probe: await Connection.open(url),
        admin: await Connection.open(url),
      })),
    );
    return new Revocations(instances, adminSession, signal);
  }

  /** @returns in ascending order the milliseconds from each answer to the last acceptance anywhere */
  async measure(first: number, count: number): Promise<Float64Array> {
    const lags: number[] = [];
    for (let n = first; n < first + count; n++) {
      this.signal.throwIfAborted();
      lags.push(await this.revoke(n));
    }
    for (let n = first; n < first + count; n++) await this.requireRefused(n);
    return Float64Array.from(lags).sort();
  }

  close(): void {
    for (const { probe, admin } of this.instances) {
      probe.close();
      admin.close();
    }
  }

  private async revoke(n: number): Promise<number> {
    const question = questionAbout(n);
    for (const { probe } of this.instances) checkAnswer(await probe.ask(question), 200);
    const acceptances = this.instances.map(({ probe }) => new Acceptance(probe, question));
    const revoked = this.delete(n).then((answeredAt) => {
      for (const acceptance of acceptances) acceptance.wasRevokedAt(answeredAt);
      return answeredAt;
    });
    const [answeredAt, ...last] = await Promise.all([
      revoked,
      ...acceptances.map((acceptance) => acceptance.watch()),
    ]);
    return Math.max(0, ...last.map((acceptedAt) => acceptedAt - answeredAt));
  }

  /** @returns when it was answered */
  private async delete(n: number): Promise<number> {
    const { admin } = this.instances[n % this.instances.length] ?? {};
    if (admin === undefined) throw new Error('There is no instance.');
    const answer = await admin.ask(
      encode({
        method: 'DELETE',
        path: `/api/tokens/${seededId(n)}`,
        headers: bearer(this.adminSession),
      }),
    );
    const answeredAt = performance.now();
    checkAnswer(answer, NO_CONTENT);
    return answeredAt;
  }

  /** @throws when a late reader has put it back into a cache */
  private async requireRefused(n: number): Promise<void> {
    for (const { probe } of this.instances) checkAnswer(await probe.ask(questionAbout(n)), 401);
  }
}

function questionAbout(n: number): string {
  return encode(verification(seededSecret(n)));
}
