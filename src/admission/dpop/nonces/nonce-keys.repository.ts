import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { NonceKey } from './nonce-key.entity.js';

@Injectable()
export class NonceKeysRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  findOldest(manager = this.dataSource.manager): Promise<NonceKey | null> {
    return manager.findOne(NonceKey, { where: {}, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  exists(id: string): Promise<boolean> {
    return this.dataSource.manager.existsBy(NonceKey, { id });
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(NonceKey, { id });
  }

  /** Inserts a new key or updates an existing one. */
  async save(manager: EntityManager, key: NonceKey): Promise<void> {
    await manager.upsert(NonceKey, key, ['id']);
  }
}
