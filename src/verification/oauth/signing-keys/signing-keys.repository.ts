import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { SigningKey } from './signing-key.entity.js';

@Injectable()
export class SigningKeysRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Oldest first. */
  findAll(manager = this.dataSource.manager): Promise<SigningKey[]> {
    return manager.find(SigningKey, { order: { activatesAt: 'ASC', kid: 'ASC' } });
  }

  /** Inserts new keys and updates existing ones. */
  async save(manager: EntityManager, keys: SigningKey[]): Promise<void> {
    await manager.upsert(SigningKey, keys, ['kid']);
  }

  async delete(manager: EntityManager, kids: string[]): Promise<void> {
    await manager.delete(SigningKey, { kid: In(kids) });
  }
}
