import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, MoreThan, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Session } from './session.entity.js';

export type NewSession = Omit<Session, 'user' | 'leakedAt'>;

@Injectable()
export class SessionsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(session: NewSession, manager = this.dataSource.manager): Promise<void> {
    await manager.insert(Session, session);
  }

  async delete(id: string, manager = this.dataSource.manager): Promise<void> {
    await manager.delete(Session, { id });
  }

  countOpen(manager: EntityManager, userId: string, now: Date): Promise<number> {
    return manager.countBy(Session, { userId, expiresAt: MoreThan(now) });
  }

  async deleteByUser(manager: EntityManager, userId: string, exceptId?: string): Promise<void> {
    await manager.delete(Session, {
      userId,
      ...(exceptId !== undefined && { id: Not(exceptId) }),
    });
  }
}
