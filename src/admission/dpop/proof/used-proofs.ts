import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Clock } from '../../../platform/clock/clock.js';
import { GatheredLookups } from '../../resolution/gathered-lookups.js';
import { DpopNonces, NONCE_LIFETIME_MS } from '../nonces/dpop-nonces.js';

const MAX_PROOFS = 64;

/**
 * Inserts in one order, so that instances that insert the same proofs do not deadlock. Inserts
 * nothing if the nonce key is gone: a crash loses it together with the used proofs, and the next
 * instance creates a new key, which invalidates all earlier proofs.
 */
const ADD = `
  INSERT INTO dpop_used_proofs (digest, expires_at)
  SELECT digest, $2 FROM unnest($1::bytea[]) AS d (digest)
  WHERE EXISTS (SELECT 1 FROM dpop_nonce_keys WHERE id = $3)
  ORDER BY digest
  ON CONFLICT DO NOTHING
  RETURNING digest`;

/** The proofs that any instance has accepted. */
@Injectable()
export class UsedProofs {
  private readonly pool: Pool;
  private readonly added = new GatheredLookups<true>(MAX_PROOFS, (digests) => this.addAll(digests));

  constructor(
    @InjectDataSource() dataSource: DataSource,
    private readonly nonces: DpopNonces,
    private readonly clock: Clock,
  ) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  /** @returns false if the proof was used before, or if the list of used proofs was lost */
  async add(jkt: string, jti: string): Promise<boolean> {
    const digest = hash('sha256', `${jkt}.${jti}`, 'buffer');
    return (await this.added.find(digest)) === true;
  }

  private async addAll(digests: readonly Buffer[]): Promise<(true | null)[]> {
    const expiresAt = new Date(this.clock.now().getTime() + NONCE_LIFETIME_MS);
    const { rows } = await this.pool.query<{ digest: Buffer }>({
      name: 'add-used-proofs',
      text: ADD,
      values: [digests, expiresAt, this.nonces.keyId],
    });
    const added = new Set(rows.map(({ digest }) => digest.toString('hex')));
    return digests.map((digest) => (added.delete(digest.toString('hex')) ? true : null));
  }
}
