import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { isUuid, UUID_PATTERN, uuidFrom } from '../../platform/ids/id.js';
import { AuditEvent } from '../audit-event.entity.js';

/** A trail has millions of events, so the total of a list is counted up to here. */
export const MAX_TOTAL = 10_000;

const HOUR_MS = 3_600_000;

export interface AuditEventFilter {
  actor?: string | undefined;
  action?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  assistantId?: string | undefined;
  credentialId?: string | undefined;
  address?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Whose events a caller may read; `null` for all. */
export type AuditScope = { owners: readonly string[]; teams: readonly string[] } | null;

const ADMINISTERED = `
  SELECT team_id AS team, ARRAY(SELECT id FROM users WHERE users.team_id = team_members.team_id) AS accounts
  FROM team_members WHERE user_id = $1 AND role = 'admin'`;

/** Not of a deleted team that had the same id. */
const OF_TODAYS_TEAM = 'event.at >= (SELECT created_at FROM teams WHERE id = event.team_id)';

@Injectable()
export class AuditEventsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The user's own tokens, their teams, and the tokens of the service accounts of these. */
  async findScope(userId: string): Promise<AuditScope> {
    const rows = await this.dataSource.query<{ team: string; accounts: string[] }[]>(ADMINISTERED, [
      userId,
    ]);
    return {
      owners: [userId, ...rows.flatMap(({ accounts }) => accounts)],
      teams: rows.map(({ team }) => team),
    };
  }

  find(id: string, scope: AuditScope): Promise<AuditEvent | null> {
    return this.filtered({}, scope).andWhere('event.id = :id', { id }).getOne();
  }

  /** @param after the id of the last event before */
  findOldest(
    filter: AuditEventFilter,
    scope: AuditScope,
    after: string | undefined,
    most: number,
  ): Promise<AuditEvent[]> {
    const query = this.filtered(filter, scope).orderBy('event.id').limit(most);
    if (after !== undefined) query.andWhere('event.id > :after', { after });
    return query.getMany();
  }

  /** Newest first. The total is at most `MAX_TOTAL`. */
  async findPage(
    filter: AuditEventFilter,
    scope: AuditScope,
    request: PageRequest,
  ): Promise<Page<AuditEvent>> {
    return paginate(
      this.filtered(filter, scope),
      {
        column: 'event.id',
        order: 'DESC',
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        bytes: 'coalesce(octet_length(event.changes::text), 0)',
      },
      request,
      undefined,
      await this.countUpTo(MAX_TOTAL, filter, scope),
    );
  }

  private async countUpTo(
    most: number,
    filter: AuditEventFilter,
    scope: AuditScope,
  ): Promise<number> {
    const some = this.filtered(filter, scope).select('1').orderBy('event.id', 'DESC').limit(most);
    const counted = await this.dataSource.manager
      .createQueryBuilder()
      .select('count(*)::int', 'count')
      .from(`(${some.getQuery()})`, 'some')
      .setParameters(some.getParameters())
      .getRawOne<{ count: number }>();
    return counted?.count ?? 0;
  }

  private filtered(
    { assistantId, from, to, ...filter }: AuditEventFilter,
    scope: AuditScope,
  ): SelectQueryBuilder<AuditEvent> {
    const query = this.dataSource.manager.createQueryBuilder(AuditEvent, 'event');
    for (const [property, value] of Object.entries(filter)) {
      if (value !== undefined)
        query.andWhere(`event.${property} = :${property}`, { [property]: value });
    }
    if (assistantId !== undefined) {
      const column = isUuid(assistantId) ? 'assistantUuid' : 'assistantId';
      query.andWhere(`event.${column} = :assistantId`, { assistantId });
    }
    // The bounds of the id let any index find the time. They are an hour wider, because ids of
    // version 0.2 come from the clock of a machine.
    if (from !== undefined) {
      const fromId = uuidFrom(new Date(from.getTime() - HOUR_MS));
      query.andWhere('event.at >= :from AND event.id >= :fromId', { from, fromId });
    }
    if (to !== undefined) {
      const toId = uuidFrom(new Date(to.getTime() + HOUR_MS));
      query.andWhere('event.at < :to AND event.id < :toId', { to, toId });
    }
    if (scope !== null) {
      query.andWhere(
        `(event.ownerId = ANY(:owners) OR (event.teamId = ANY(:teams) AND ${OF_TODAYS_TEAM}))`,
        scope,
      );
    }
    return query;
  }
}
