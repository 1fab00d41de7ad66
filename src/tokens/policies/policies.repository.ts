import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { INSTANCE, Policy, scopeOfTeam } from './policy.entity.js';

@Injectable()
export class PoliciesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  find(scope: string, manager = this.dataSource.manager): Promise<Policy | null> {
    return manager.findOneBy(Policy, { scope });
  }

  /** Lets nobody else read or change a policy in a transaction until this one ends. */
  async lockForChange(manager: EntityManager): Promise<void> {
    await manager.query('SELECT FROM policies WHERE scope = $1 FOR UPDATE', [INSTANCE]);
  }

  /**
   * Keeps all policies as they are until the transaction ends. The second query sees what a change
   * that the first one waited for has committed.
   *
   * @param teamIds the teams whose policies apply, besides that of the instance
   */
  async readLocked(manager: EntityManager, teamIds: string[]): Promise<Policy[]> {
    await manager.query('SELECT FROM policies WHERE scope = $1 FOR SHARE', [INSTANCE]);
    return manager.findBy(Policy, { scope: In([INSTANCE, ...teamIds.map(scopeOfTeam)]) });
  }

  /** Like `readLocked`, for the policies of all teams. */
  async readAllLocked(manager: EntityManager): Promise<Policy[]> {
    await manager.query('SELECT FROM policies WHERE scope = $1 FOR SHARE', [INSTANCE]);
    return manager.find(Policy);
  }

  /** The teams of the owners and the assistants of tokens. */
  async findTeamsOf(manager: EntityManager, tokenIds: readonly string[]): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT DISTINCT team.id
       FROM tokens token
       JOIN users owner ON owner.id = token.user_id
       LEFT JOIN assistants assistant ON assistant.id = token.assistant_id
       JOIN teams team ON team.id IN (owner.team_id, assistant.owner_id)
       WHERE token.id = ANY($1)`,
      [tokenIds],
    );
    return rows.map(({ id }) => id);
  }

  async save(manager: EntityManager, policy: Policy): Promise<void> {
    await manager.upsert(Policy, policy, ['scope']);
  }

  async remove(manager: EntityManager, scope: string): Promise<boolean> {
    const { affected } = await manager.delete(Policy, { scope });
    return affected === 1;
  }

  /** @returns the teams of the users who are service accounts, by the id of the user */
  async findTeamsOfAccounts(
    manager: EntityManager,
    userIds: string[],
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await manager.query<{ id: string; teamId: string }[]>(
      'SELECT id, team_id AS "teamId" FROM users WHERE id = ANY($1) AND team_id IS NOT NULL',
      [userIds],
    );
    return new Map(rows.map(({ id, teamId }) => [id, teamId]));
  }
}
