import { hasStatus, isLive } from '../../../admission/credentials/token-status.js';
import { JUDGED_RULES } from './judged-rules.js';
import type { JudgedRule } from './judged-rules.js';

/** `$1` of each statement is the time, and `$2` the policies: those of teams include the instance's. */
const NOW = '$1::timestamptz';
const POLICIES = '$2::jsonb';

/** The aliases of the policies of a token: of the instance, and of the teams of owner and assistant. */
const OF_TOKEN = ['instance', 'of_owner', 'of_assistant'];
const any = (condition: (policy: string) => string) =>
  OF_TOKEN.map((policy) => `(${condition(policy)})`).join(' OR ');
const days = (policy: string, rule: string) => `${policy}."${rule}" * interval '24 hours'`;

/** The same rules for new tokens are in `judgeToken`. A test compares them. */
const IS_BROKEN: Record<JudgedRule, string> = {
  expiryRequired: any((policy) => `${policy}."expiryRequired" AND token.expires_at IS NULL`),
  maxLifetimeDays: any(
    (policy) =>
      `coalesce(token.expires_at, 'infinity') > token.created_at + ${days(policy, 'maxLifetimeDays')}`,
  ),
  restrictionRequired: any(
    (policy) => `${policy}."restrictionRequired" <> coalesce(token.restrict, '')`,
  ),
  readOnlyOnly: any((policy) => `${policy}."readOnlyOnly" AND NOT token.read_only`),
  idleDays: any(isIdle),
  rotateEveryDays: any(
    (policy) => `secret.created_at < ${NOW} - ${days(policy, 'rotateEveryDays')}`,
  ),
  personalTokens: any(
    (policy) => `token.type = 'personal' AND (${policy}."personalTokens" = 'off'
      OR ${policy}."personalTokens" = 'admins' AND owner.role <> 'admin')`,
  ),
  // The oldest tokens comply.
  maxActiveTokensPerAssistant: `
    token.type = 'assistant' AND (token.most = 0 OR token.id > newest_allowed.id)`,
};

/** Resuming a token starts the time anew. */
function isIdle(policy: string): string {
  return `greatest(used.idle_since, token.resumed_at) < ${NOW} - ${days(policy, 'idleDays')}`;
}

const COLUMNS = `"teamId" text, "expiryRequired" boolean, "maxLifetimeDays" integer,
  "restrictionRequired" text, "readOnlyOnly" boolean, "idleDays" integer, "rotateEveryDays" integer,
  "personalTokens" text, "maxActiveTokensPerAssistant" integer, enforce text, "graceDays" integer`;

const least = (rule: string) => `least(${OF_TOKEN.map((one) => `${one}."${rule}"`).join(', ')})`;
const isKnownEarly = (rule: JudgedRule) => rule !== 'maxActiveTokensPerAssistant';
const brokenAmong = (rules: JudgedRule[]) =>
  rules.map((rule) => `CASE WHEN ${IS_BROKEN[rule]} THEN '${rule}' END`).join(', ');

/**
 * SQL: common tables that judge tokens, of which the last one is `verdict`: the rules that a token
 * breaks, those of them for which it is paused, and when.
 *
 * @param scope which tokens: a condition on `token`, `owner` and `assistant`
 * @param ownerId as whose tokens they are judged
 */
export function judging(scope: string, ownerId = 'token.user_id'): string {
  return `
    policy AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(${POLICIES}) AS policy (${COLUMNS})),
    fact AS MATERIALIZED (
      SELECT token.id, token.type, token.assistant_id, token.paused_at,
        array_remove(ARRAY[${brokenAmong(JUDGED_RULES.filter(isKnownEarly))}], NULL) AS broken,
        ${any((policy) => `${policy}.enforce = 'pause'`)} AS pauses,
        ${any((policy) => `${isIdle(policy)} AND ${policy}.enforce IS DISTINCT FROM 'report'`)}
          AS pauses_idle,
        coalesce(${least('graceDays')}, 0) AS grace_days,
        ${least('maxActiveTokensPerAssistant')} AS most
      FROM tokens token
      JOIN users owner ON owner.id = ${ownerId}
      LEFT JOIN assistants assistant ON assistant.id = token.assistant_id
      LEFT JOIN token_last_uses used ON used.token_id = token.id
      LEFT JOIN token_secrets secret
        ON secret.token_id = token.id AND secret.version = token.secret_version
      LEFT JOIN policy instance ON instance."teamId" IS NULL
      LEFT JOIN policy of_owner ON of_owner."teamId" = owner.team_id
      LEFT JOIN policy of_assistant ON of_assistant."teamId" = assistant.owner_id
      WHERE ${scope} AND ${isLive('token', NOW)}
    ),
    newest_allowed AS MATERIALIZED (
      SELECT assistant_id, most, (
        SELECT other.id FROM tokens other
        WHERE other.assistant_id = limited.assistant_id AND ${hasStatus('other', 'active', NOW)}
        ORDER BY other.assistant_id, other.id OFFSET greatest(most - 1, 0) LIMIT 1
      ) AS id
      FROM (SELECT DISTINCT assistant_id, most FROM fact WHERE most IS NOT NULL) limited
    ),
    judged AS (
      SELECT token.id, token.paused_at, token.pauses, token.pauses_idle, token.grace_days,
        array_remove(broken || ARRAY[
          ${brokenAmong(['maxActiveTokensPerAssistant'])}
        ], NULL) AS broken
      FROM fact token LEFT JOIN newest_allowed
        ON newest_allowed.assistant_id = token.assistant_id AND newest_allowed.most = token.most
    ),
    verdict AS (
      SELECT judged.id, judged.paused_at, broken, pausing, dated.rules, dated.pause_at
      FROM judged LEFT JOIN token_violations stored ON stored.token_id = judged.id,
      LATERAL (
        SELECT CASE WHEN pauses THEN broken WHEN pauses_idle THEN '{idleDays}' ELSE '{}' END
          ::text[] AS pausing
      ) consequence,
      LATERAL (
        SELECT
          jsonb_object_agg(
            rule, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS rules,
          min(since) FILTER (WHERE rule = ANY(pausing)) + grace_days * interval '24 hours' AS pause_at
        FROM unnest(broken) rule,
        LATERAL (SELECT coalesce((stored.rules ->> rule)::timestamptz, ${NOW}) AS since) begun
      ) dated
      WHERE broken <> '{}'
    )`;
}
