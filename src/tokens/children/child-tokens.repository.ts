import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { UUID_PATTERN } from '../../platform/ids/id.js';
import { rowsOf } from '../../api/hal/keyset-rows.js';
import { readPage } from '../../api/hal/read-page.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import type { Rows } from '../../api/hal/read-page.js';
import { isEnded } from '../../admission/credentials/token-status.js';
import type { ShownTokenStatus } from '../../admission/credentials/token.types.js';
import type { ParentState } from './child-status.js';
import { ChildToken } from './child-token.entity.js';

export interface ChildUse {
  id: string;
  at: Date;
  /** `null` if unknown */
  address: string | null;
}

/** A callback token to insert. */
export type NewCallback = Pick<
  ChildToken,
  'id' | 'webhookId' | 'chatId' | 'digest' | 'hint' | 'expiresAt' | 'createdAt'
>;

/** Counting stops here, because a parent may have a million children. */
const MAX_TOTAL = 1_000;

@Injectable()
export class ChildTokensRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  find(id: string): Promise<ChildToken | null> {
    return this.dataSource.manager.findOneBy(ChildToken, { id });
  }

  lock(manager: EntityManager, id: string): Promise<ChildToken | null> {
    return manager.findOne(ChildToken, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  findByDigest(digest: Buffer): Promise<Pick<ChildToken, 'id' | 'parentId'> | null> {
    return this.dataSource.manager.findOne(ChildToken, {
      select: { id: true, parentId: true },
      where: { digest },
    });
  }

  async insertCallback(callback: NewCallback, manager = this.dataSource.manager): Promise<void> {
    await manager.insert(ChildToken, callback);
  }

  async removeCallbacks(manager: EntityManager, webhookId: string): Promise<void> {
    await manager.delete(ChildToken, { webhookId });
  }

  /** @returns false if the child was already revoked */
  async revoke(manager: EntityManager, id: string, now: Date): Promise<boolean> {
    const { affected } = await manager.update(
      ChildToken,
      { id, revokedAt: IsNull() },
      { revokedAt: now },
    );
    return affected === 1;
  }

  /** Newest first. The total is at most `MAX_TOTAL`. */
  async findPage(
    parentId: string,
    parent: ParentState,
    status: ShownTokenStatus,
    request: PageRequest,
    now: Date,
  ): Promise<Page<ChildToken>> {
    return withCountedLast(await readPage(this.rows(parentId, parent, status, now), request));
  }

  rows(
    parentId: string,
    parent: ParentState,
    status: ShownTokenStatus,
    now: Date,
  ): Rows<ChildToken> {
    const query = this.dataSource.manager.createQueryBuilder(ChildToken, 'child');
    query.where(statusCondition(parent, status), {
      now,
      epoch: parent.epoch,
      working: [...parent.secrets.keys()],
    });
    const rows = rowsOf(query, {
      column: 'child.id',
      order: 'DESC',
      keyOf: ({ id }) => id,
      pattern: UUID_PATTERN,
      within: { column: 'child.parent_id', value: parentId },
      bytes: 'octet_length(child.data::text) + octet_length(child.label)',
    });
    return { ...rows, count: () => this.count(query.clone(), parentId) };
  }

  async saveLastUses(uses: ChildUse[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE child_tokens c
       SET last_used_at = u.at, last_used_address = coalesce(u.address, c.last_used_address)
       FROM json_to_recordset($1) AS u (id uuid, at timestamptz, address text)
       WHERE c.id = u.id AND (c.last_used_at IS NULL OR c.last_used_at <= u.at)`,
      [JSON.stringify(uses)],
    );
  }

  private async count(query: SelectQueryBuilder<ChildToken>, parentId: string): Promise<number> {
    const [text, values] = query
      .select('1')
      .andWhere('child.parent_id = :parentId', { parentId })
      .limit(MAX_TOTAL)
      .getQueryAndParameters();
    const [row] = await this.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM (${text}) children`,
      values,
    );
    return row.count;
  }
}

/** Without the link to the last page if nobody has counted so far. */
export function withCountedLast<T>(page: Page<T>): Page<T> {
  return page.total < MAX_TOTAL ? page : { ...page, last: null };
}

/** The same rule as `statusOfChild`, in SQL. */
function statusCondition(parent: ParentState, status: ShownTokenStatus): string {
  const revoked =
    parent.status === 'revoked'
      ? 'true'
      : '(child.revoked_at IS NOT NULL OR child.child_epoch <> :epoch)';
  const works = isEnded(parent.status)
    ? 'false'
    : '(child.expires_at > :now AND child.parent_secret_version = ANY(:working))';
  const live = (condition: boolean) => `NOT ${revoked} AND ${works} AND ${String(condition)}`;
  switch (status) {
    case 'active':
      return live(parent.status === 'active');
    case 'paused':
      return live(parent.status === 'paused');
    case 'expired':
      return `NOT ${revoked} AND NOT ${works}`;
    case 'revoked':
      return revoked;
    case 'noncompliant':
      return 'false';
    case 'suspended':
      return live(parent.status === 'active' && parent.suspension !== null);
  }
}
