import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isUniqueViolation } from '../../platform/database/database.errors.js';
import { Owner } from './owner.entity.js';
import type { OwnerKind } from './owner.entity.js';
import { IdTakenError } from './users.errors.js';

@Injectable()
export class OwnersRepository {
  /** @throws IdTakenError */
  async claim(manager: EntityManager, id: string, kind: OwnerKind): Promise<void> {
    try {
      await manager.insert(Owner, { id, kind });
    } catch (error) {
      throw isUniqueViolation(error, 'owners_pkey') ? new IdTakenError(id) : error;
    }
  }

  /** Until the end of the transaction nothing can be given to the owner. */
  async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.findOne(Owner, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Takes the user or team along. */
  async release(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Owner, { id });
  }
}
