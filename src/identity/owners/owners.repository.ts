import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isUniqueViolation } from '../../platform/database/database.errors.js';
import { Owner } from './owner.entity.js';
import type { OwnerKind } from './owner.entity.js';
import { IdTakenError } from '../users/users.errors.js';

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

  /** Until the transaction ends, no assistant can be created for, or moved to, this owner. */
  async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.findOne(Owner, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Deletes the user or team with it, by cascade. */
  async release(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Owner, { id });
  }
}
