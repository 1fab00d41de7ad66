import { MASKED } from '../platform/logging/secret-mask.js';

const MASK = (text: string) => `regexp_replace(${text}, $2, '${MASKED}', 'g')`;

/**
 * `$2` is the pattern of secrets. The keys of the rows in JSON are the properties of the entity. What a record leaves out is looked
 * up: the hint of the credential, and the name, owner, assistant and team of the subject. `LIMIT 1`
 * keeps PostgreSQL from joining whole tables.
 */
export const INSERT_AUDIT_EVENTS = {
  name: 'insert-audit-events',
  text: `
    INSERT INTO audit_events
      (id, at, action, actor, actor_type, actor_name, credential_id, credential_hint, address,
        user_agent, request_id, subject_type, subject_id, subject_name, assistant_uuid,
        assistant_id, owner_id, team_id, changes, reason, details)
    SELECT e.id, e.at, e.action, e.actor, e."actorType",
      coalesce(e."actorName", ${MASK('actor.name')}),
      e."credentialId", credential.hint, e.address, e."userAgent", e."requestId",
      e."subjectType", e."subjectId", coalesce(e."subjectName", ${MASK('subject.name')}),
      coalesce(e."assistantUuid", subject.assistant_id),
      coalesce(e."assistantId", assistant.natural_id),
      coalesce(e."ownerId", subject.owner_id),
      coalesce(e."teamId", subject.team_id, assistant.team_id),
      e.changes, e.reason, e.details
    FROM jsonb_to_recordset($1) AS e (id uuid, at timestamptz, action text, actor text,
      "actorType" text, "actorName" text, "credentialId" uuid, address text, "userAgent" text,
      "requestId" text, "subjectType" text, "subjectId" text, "subjectUuid" uuid,
      "subjectName" text, "assistantUuid" uuid, "assistantId" text, "ownerId" uuid, "teamId" text,
      changes jsonb, reason text, details jsonb)
    LEFT JOIN LATERAL (
      SELECT display_name AS name FROM users
      WHERE username = e.actor AND e."actorName" IS NULL LIMIT 1
    ) actor ON true
    LEFT JOIN LATERAL (
      SELECT hint FROM tokens WHERE id = e."credentialId"
      UNION ALL SELECT hint FROM child_tokens WHERE id = e."credentialId" LIMIT 1
    ) credential ON true
    LEFT JOIN LATERAL (
      SELECT token_name(chosen_name, notes) AS name, user_id AS owner_id, assistant_id, NULL AS team_id
      FROM tokens WHERE id = e."subjectUuid" AND e."subjectType" = 'token'
      UNION ALL
      SELECT child.label, t.user_id, t.assistant_id, NULL
      FROM child_tokens child LEFT JOIN tokens t ON t.id = child.parent_id
      WHERE child.id = e."subjectUuid" AND e."subjectType" = 'child'
      UNION ALL
      SELECT name, NULL, id, NULL
      FROM assistants WHERE id = e."subjectUuid" AND e."subjectType" = 'assistant'
      UNION ALL
      SELECT description, NULL, assistant_id, NULL
      FROM webhooks WHERE id = e."subjectUuid" AND e."subjectType" = 'webhook'
      UNION ALL
      SELECT display_name, NULL, NULL, team_id
      FROM users WHERE username = e."subjectId"
        AND e."subjectType" IN ('user', 'service_account', 'seat')
      UNION ALL
      SELECT name, NULL, NULL, id
      FROM teams WHERE id = e."subjectId" AND e."subjectType" = 'team'
      LIMIT 1
    ) subject ON true
    LEFT JOIN LATERAL (
      SELECT a.owner_id || ':' || a.slug AS natural_id, t.id AS team_id
      FROM assistants a LEFT JOIN teams t ON t.id = a.owner_id
      WHERE a.id = coalesce(e."assistantUuid", subject.assistant_id) LIMIT 1
    ) assistant ON true`,
};
