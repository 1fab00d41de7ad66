import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditEvent } from '../audit-event.entity.js';
import { AuditHeadRow } from './audit-head.entity.js';
import { AuditKeyRow } from './audit-key.entity.js';
import { AuditLeaf } from './audit-leaf.entity.js';
import { AuditPending } from './audit-pending.entity.js';
import type { AuditPublicJwk } from './head-signer.js';

type Leaf = Pick<AuditLeaf, 'eventId' | 'hash'>;

const INSERT_LEAVES = `
  INSERT INTO audit_leaves (head, position, event_id, hash)
  SELECT $1, leaf.number - 1, leaf.event_id, leaf.hash
  FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS leaf (event_id, hash, number)`;

const LEAVES = `
  SELECT encode(hash, 'hex') AS hash, event_id FROM audit_leaves WHERE head = $1 ORDER BY position`;

@Injectable()
export class AuditChainRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The oldest events that no head covers, at most `most`. */
  async findPending(manager: EntityManager, most: number): Promise<AuditEvent[]> {
    const pending = await manager.find(AuditPending, { order: { eventId: 'ASC' }, take: most });
    return manager.find(AuditEvent, {
      where: { id: In(pending.map(({ eventId }) => eventId)) },
      order: { id: 'ASC' },
    });
  }

  findLast(manager = this.dataSource.manager): Promise<AuditHeadRow | null> {
    return manager.findOne(AuditHeadRow, { where: {}, order: { sequence: 'DESC' } });
  }

  /** Oldest first. */
  findHeadsAfter(sequence: string, most: number): Promise<AuditHeadRow[]> {
    return this.dataSource.manager
      .createQueryBuilder(AuditHeadRow, 'head')
      .where('head.sequence > :sequence', { sequence })
      .orderBy('head.sequence')
      .limit(most)
      .getMany();
  }

  /** The hashes of the events of a head as they were signed, and the events that still exist. */
  async findBatch(sequence: string): Promise<{ leaves: string[]; events: AuditEvent[] }> {
    const leaves = await this.dataSource.query<{ hash: string; event_id: string }[]>(LEAVES, [
      sequence,
    ]);
    const ids = leaves.map(({ event_id: id }) => id);
    const found = await this.dataSource.manager.findBy(AuditEvent, { id: In(ids) });
    const events = new Map(found.map((event) => [event.id, event]));
    return {
      leaves: leaves.map(({ hash }) => hash),
      events: ids.map((id) => events.get(id)).filter((event) => event !== undefined),
    };
  }

  async insert(
    manager: EntityManager,
    head: AuditHeadRow,
    leaves: Leaf[],
    publicJwk: AuditPublicJwk,
  ): Promise<void> {
    const ids = leaves.map(({ eventId }) => eventId);
    await manager.insert(AuditHeadRow, head);
    await manager.query(INSERT_LEAVES, [head.sequence, ids, leaves.map(({ hash }) => hash)]);
    await manager.delete(AuditPending, { eventId: In(ids) });
    await manager.upsert(AuditKeyRow, { kid: head.kid, publicJwk }, ['kid']);
  }

  async findKeys(): Promise<AuditPublicJwk[]> {
    const keys = await this.dataSource.manager.find(AuditKeyRow, { order: { kid: 'ASC' } });
    return keys.map(({ publicJwk }) => publicJwk);
  }
}
