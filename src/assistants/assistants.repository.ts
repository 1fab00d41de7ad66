import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../admission/principal.js';
import { lockOwner, OWNERS } from '../platform/database/advisory-locks.js';
import { countUpTo } from '../platform/database/count-up-to.js';
import { queryPrepared } from '../platform/database/prepared.js';
import { isForeignKeyViolation, isUniqueViolation } from '../platform/database/database.errors.js';
import { paginate } from '../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { TeamMember } from '../identity/teams/members/team-member.entity.js';
import type { TeamRole } from '../identity/teams/team-role.js';
import { Owner } from '../identity/owners/owner.entity.js';
import { Assistant } from './assistant.entity.js';
import { assistantKeyset } from './assistant-sort.js';
import type { AssistantSort } from './assistant-sort.js';
import { searchIn } from '../api/hal/search.js';
import type { AssistantRef } from './assistant-ref.js';
import { OwnerNotFoundError, SlugTakenError } from './assistants.errors.js';

export type NewAssistant = Omit<Assistant, 'owner' | 'naturalId'>;
export type AssistantChanges = Partial<Omit<NewAssistant, 'id' | 'createdAt'>>;

/** Without the instructions, which may be long. */
export type AssistantSummary = Omit<Assistant, 'owner' | 'instructions'>;

export type LockedAssistant = Pick<Assistant, 'id' | 'ownerId' | 'naturalId' | 'shared'>;

/**
 * Before it locks an assistant, exclusively or shared, a transaction takes an advisory lock of the
 * same mode on its owner. Row locks alone would not do: PostgreSQL grants a shared row lock even if
 * another transaction waits for an exclusive one, so issuing many tokens could keep an assistant
 * from being deleted.
 */
@Injectable()
export class AssistantsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @throws SlugTakenError, OwnerNotFoundError */
  async insert(manager: EntityManager, assistant: NewAssistant): Promise<void> {
    await explainViolations(manager.insert(Assistant, assistant));
  }

  /** @throws SlugTakenError, OwnerNotFoundError */
  async update(manager: EntityManager, id: string, changes: AssistantChanges): Promise<void> {
    await explainViolations(manager.update(Assistant, { id }, changes));
  }

  async delete(manager: EntityManager, ids: string[]): Promise<void> {
    await manager.query('DELETE FROM assistants WHERE id = ANY($1)', [ids]);
  }

  /**
   * Finds an assistant with the user's role in the owning team; `null` if the user is no member.
   */
  async findFor(
    userId: string,
    ref: AssistantRef,
    manager = this.dataSource.manager,
  ): Promise<{ assistant: Assistant; teamRole: TeamRole | null } | null> {
    const { entities, raw } = await manager
      .createQueryBuilder(Assistant, 'assistant')
      .leftJoin(
        TeamMember,
        'member',
        'member.teamId = assistant.ownerId AND member.userId = :userId',
      )
      .addSelect('member.role', 'team_role')
      .where(ref)
      .setParameters({ userId })
      .getRawAndEntities<{ team_role: TeamRole | null }>();
    const [assistant] = entities;
    return assistant ? { assistant, teamRole: raw[0]?.team_role ?? null } : null;
  }

  findByIds(ids: string[]): Promise<AssistantSummary[]> {
    return this.dataSource.manager.find(Assistant, { select: SUMMARY, where: { id: In(ids) } });
  }

  async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.query(
      'SELECT pg_advisory_xact_lock($1, hashtext(owner_id)) FROM assistants WHERE id = $2',
      [OWNERS, id],
    );
    await manager.findOne(Assistant, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * Keeps others from renaming, moving or deleting the assistant until the transaction ends.
   * Transactions that share the lock do not wait for each other.
   */
  async lockShared(manager: EntityManager, ref: AssistantRef): Promise<LockedAssistant | null> {
    const [found] = await ('id' in ref
      ? queryPrepared<LockedAssistant>(manager, SHARE_BY_ID, [OWNERS, ref.id])
      : queryPrepared<LockedAssistant>(manager, SHARE_BY_NAME, [OWNERS, ref.ownerId, ref.slug]));
    return found ?? null;
  }

  /** Selects few columns: an owner may have many assistants, and their instructions are long. */
  async lockOwnedBy(manager: EntityManager, ownerId: string): Promise<Assistant[]> {
    await lockOwner(manager, ownerId);
    return manager.find(Assistant, {
      select: { id: true, ownerId: true, slug: true },
      where: { ownerId },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** @returns the user's role in this team; `null` if it is not a team or the user is no member */
  async findTeamRole(
    ownerId: string,
    userId: string,
    manager = this.dataSource.manager,
  ): Promise<TeamRole | null> {
    const member = await manager.findOneBy(TeamMember, { teamId: ownerId, userId });
    return member?.role ?? null;
  }

  /** @returns the user's roles by team id; teams without the user are missing */
  async findTeamRoles(
    ownerIds: string[],
    userId: string,
    manager = this.dataSource.manager,
  ): Promise<Map<string, TeamRole>> {
    const members = await manager.findBy(TeamMember, { teamId: In(ownerIds), userId });
    return new Map(members.map(({ teamId, role }) => [teamId, role]));
  }

  /** Counting stops at `enough`. */
  countOwnedBy(manager: EntityManager, ownerId: string, enough: number): Promise<number> {
    return countUpTo(manager, OF_OWNER, [ownerId], enough);
  }

  async ownerExists(ownerId: string, manager: EntityManager): Promise<boolean> {
    return manager.existsBy(Owner, { id: ownerId });
  }

  async isTeam(ownerId: string, manager: EntityManager): Promise<boolean> {
    return manager.existsBy(Owner, { id: ownerId, kind: 'team' });
  }

  /**
   * Finds the assistants that the principal may see.
   *
   * @param sort by default, the newest first
   */
  findVisible(
    { userId, username, role }: Principal,
    { q, ownerId, shared }: AssistantFilter,
    sort: AssistantSort | undefined,
    request: PageRequest,
  ): Promise<Page<AssistantSummary>> {
    const query = this.dataSource.manager.createQueryBuilder(Assistant, 'assistant');
    if (role !== 'admin') query.where(IS_VISIBLE, { username, userId });
    if (ownerId !== undefined) query.andWhere('assistant.owner_id = :ownerId', { ownerId });
    if (shared !== undefined) query.andWhere('assistant.shared = :shared', { shared });
    searchIn(query, ['assistant.name', 'assistant.slug', 'assistant.owner_id'], q);
    return paginate(
      query,
      { ...assistantKeyset(sort), bytes: summaryBytes('assistant') },
      request,
      (rows) => rows.select(Object.keys(SUMMARY).map((column) => `assistant.${column}`)),
    );
  }
}

export interface AssistantFilter {
  /** Words, each of which the name, the slug or the owner contains. */
  q?: string | undefined;
  ownerId?: string | undefined;
  shared?: boolean | undefined;
}

const OF_OWNER = { name: 'count-assistants', rows: 'assistants WHERE owner_id = $1' };

/** The columns of a summary. */
const SUMMARY = {
  id: true,
  ownerId: true,
  slug: true,
  name: true,
  description: true,
  welcome: true,
  suggestions: true,
  modelId: true,
  shared: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Partial<Record<keyof AssistantSummary, true>>;

/** SQL: the length of the texts in a summary. */
export const summaryBytes = (alias: string) =>
  `octet_length(${alias}.name) + octet_length(${alias}.description) +
    octet_length(${alias}.welcome) + octet_length(array_to_string(${alias}.suggestions, ''))`;

const shareWhere = (condition: string) => `
  SELECT id, owner_id AS "ownerId", owner_id || ':' || slug AS "naturalId", shared,
    pg_advisory_xact_lock_shared($1, hashtext(owner_id))
  FROM assistants
  WHERE ${condition}
  FOR KEY SHARE`;

const SHARE_BY_ID = { name: 'share-assistant', text: shareWhere('id = $2') };
const SHARE_BY_NAME = {
  name: 'share-assistant-by-name',
  text: shareWhere('owner_id = $2 AND slug = $3'),
};

/**
 * The rule of `isReachable`. One array of owners lets PostgreSQL use an index for each side of the
 * OR.
 */
const IS_VISIBLE = `(assistant.shared OR assistant.owner_id = ANY(
  ARRAY(SELECT team_id FROM team_members WHERE user_id = :userId) || :username::text))`;

async function explainViolations(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (isUniqueViolation(error, 'assistants_owner_id_slug_key')) throw new SlugTakenError();
    if (isForeignKeyViolation(error, 'assistants_owner_id_fkey')) throw new OwnerNotFoundError();
    throw error;
  }
}
