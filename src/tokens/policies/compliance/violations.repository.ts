import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { JUDGED_RULES } from './judged-rules.js';
import type { JudgedRule } from './judged-rules.js';
import { judging } from './judging.sql.js';
import type { EffectivePolicy } from './effective-policies.js';

export interface Verdict {
  id: string;
  /** The rules that the token breaks. */
  broken: JudgedRule[];
  /** Those of them for which it is paused. */
  pausing: JudgedRule[];
  /** When it is paused for them; `null` if it is not. */
  pauseAt: Date | null;
}

/** By which rules and for which time to judge. */
export interface Standard {
  policies: EffectivePolicy[];
  now: Date;
}

export interface Range {
  /** Exclusive. */
  after: string;
  /** Inclusive. */
  upTo: string;
}

export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const JUDGE = `
  WITH ${judging('token.id = ANY($3)')}
  SELECT id, broken, pausing, pause_at AS "pauseAt" FROM verdict ORDER BY id`;

const FIND_BROKEN_BY = `
  WITH ${judging('token.id = ANY($3)', '$4::uuid')}
  SELECT id, broken FROM verdict ORDER BY id`;

const STORE = `
  WITH ${judging('token.id = ANY($3)')},
  compliant AS (
    DELETE FROM token_violations
    WHERE token_id = ANY($3) AND token_id NOT IN (SELECT id FROM verdict)
  )
  INSERT INTO token_violations AS stored (token_id, rules, pause_at)
  SELECT id, rules, CASE WHEN paused_at IS NULL THEN pause_at END FROM verdict ORDER BY id
  ON CONFLICT (token_id) DO UPDATE SET rules = EXCLUDED.rules, pause_at = EXCLUDED.pause_at
  WHERE (stored.rules, stored.pause_at) IS DISTINCT FROM (EXCLUDED.rules, EXCLUDED.pause_at)`;

const FIND_STALE = `
  WITH ${judging('token.id > $3 AND token.id <= $4')}
  SELECT coalesce(verdict.id, stored.token_id) AS id
  FROM verdict FULL JOIN (
    SELECT * FROM token_violations WHERE token_id > $3 AND token_id <= $4
  ) stored ON stored.token_id = verdict.id
  WHERE (stored.rules, stored.pause_at) IS DISTINCT FROM
    (verdict.rules, CASE WHEN verdict.paused_at IS NULL THEN verdict.pause_at END)
  ORDER BY 1`;

const COUNT = `
  WITH ${judging(`token.id > $3 AND token.id <= $4 AND token.paused_at IS NULL
    AND ($5::text IS NULL OR owner.team_id = $5 OR assistant.owner_id = $5)`)}
  SELECT count(*)::int AS noncompliant,
    ${JUDGED_RULES.map((rule) => `count(*) FILTER (WHERE '${rule}' = ANY(broken))::int AS "${rule}"`).join(', ')}
  FROM judged WHERE broken <> '{}'`;

const COUNTS = ['noncompliant', ...JUDGED_RULES] as const;
export type ViolationCounts = Record<(typeof COUNTS)[number], number>;
const NONE = Object.fromEntries(COUNTS.map((name) => [name, 0])) as ViolationCounts;
const COUNTED_AT_ONCE = 50_000;

/** Judges tokens, and stores what they break. */
@Injectable()
export class ViolationsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns a verdict for each token that breaks a rule and has not ended, in the order of the ids */
  judge(
    manager: EntityManager,
    { policies, now }: Standard,
    ids: readonly string[],
  ): Promise<Verdict[]> {
    return manager.query(JUDGE, [now, JSON.stringify(policies), ids]);
  }

  /** @returns the rules that the tokens would break if they belonged to the user; only if there are any */
  findBrokenBy(
    manager: EntityManager,
    { policies, now }: Standard,
    ids: readonly string[],
    userId: string,
  ): Promise<Pick<Verdict, 'id' | 'broken'>[]> {
    return manager.query(FIND_BROKEN_BY, [now, JSON.stringify(policies), ids, userId]);
  }

  async store(
    manager: EntityManager,
    { policies, now }: Standard,
    ids: readonly string[],
  ): Promise<void> {
    await manager.query(STORE, [now, JSON.stringify(policies), ids]);
  }

  /** Finds tokens of which another verdict is stored, without locking any. */
  async findStale(
    manager: EntityManager,
    { policies, now }: Standard,
    { after, upTo }: Range,
  ): Promise<string[]> {
    const values = [now, JSON.stringify(policies), after, upTo];
    return idsOf(await manager.query(FIND_STALE, values));
  }

  /**
   * Counts in parts, none of which takes long.
   *
   * @param teamId counts the tokens of its assistants and accounts only
   * @returns how many active tokens break a rule, and each rule
   */
  async countAll({ policies, now }: Standard, teamId: string | null): Promise<ViolationCounts> {
    const { manager } = this.dataSource;
    const totals = { ...NONE };
    let range: Range = { after: '', upTo: FIRST_ID };
    while (!isLast(range)) {
      range = await this.findRange(manager, range.upTo, COUNTED_AT_ONCE);
      const values = [now, JSON.stringify(policies), range.after, range.upTo, teamId];
      const [counts = NONE] = await manager.query<ViolationCounts[]>(COUNT, values);
      for (const name of COUNTS) totals[name] += counts[name];
    }
    return totals;
  }

  /** @returns the range of the next tokens, which is the last one if it has fewer of them */
  async findRange(manager: EntityManager, after: string, size: number): Promise<Range> {
    const [last] = await manager.query<{ id: string }[]>(
      'SELECT id FROM tokens WHERE id > $1 ORDER BY id OFFSET $2 LIMIT 1',
      [after, size - 1],
    );
    return { after, upTo: last?.id ?? LAST_ID };
  }

  /** In the order of the ids, so that others who do the same do not wait in a circle. */
  async lock(manager: EntityManager, ids: readonly string[]): Promise<void> {
    await manager.query('SELECT FROM tokens WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
      ids,
    ]);
  }

  /** The tokens that a policy pauses now. */
  async findDue(manager: EntityManager, now: Date, limit: number): Promise<string[]> {
    return idsOf(
      await manager.query(
        'SELECT token_id AS id FROM token_violations WHERE pause_at <= $1 ORDER BY pause_at LIMIT $2',
        [now, limit],
      ),
    );
  }

  async areThereAny(manager: EntityManager): Promise<boolean> {
    const [row] = await manager.query<{ found: boolean }[]>(
      'SELECT EXISTS (SELECT FROM token_violations) AS found',
    );
    return row?.found === true;
  }
}

export function isLast({ upTo }: Range): boolean {
  return upTo === LAST_ID;
}

function idsOf(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
