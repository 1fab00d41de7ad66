import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import type { RefusedRequest } from './refused-request.js';
import { RefusedRequestRow } from './refused-request.entity.js';

const BATCH_SIZE = 1_000;

/** Skips rows that another instance is deleting. */
const DELETE = `
  DELETE FROM refused_requests WHERE request_id IN (
    SELECT request_id FROM refused_requests WHERE at <= $1
    LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`;

@Injectable()
export class RefusedRequestsRepository {
  constructor(
    @InjectRepository(RefusedRequestRow) private readonly rows: Repository<RefusedRequestRow>,
  ) {}

  /** Skips those that are stored already, so that a batch can be written again. */
  async add(refused: readonly RefusedRequest[]): Promise<void> {
    const values = refused.map((one) => ({ ...one, outcomes: [...one.outcomes] }));
    await this.rows.createQueryBuilder().insert().values(values).orIgnore().execute();
  }

  /** @param after only those that were refused later */
  find(requestId: string, after: Date): Promise<RefusedRequest | null> {
    return this.rows.findOneBy({ requestId, at: MoreThan(after) });
  }

  /** Deletes a batch. @returns how many rows were deleted */
  async deleteUntil(time: Date): Promise<number> {
    const [, count] = await this.rows.query<[unknown, number]>(DELETE, [time]);
    return count;
  }
}
