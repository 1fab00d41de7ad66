import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes } from '../src/platform/database/migrating/build-indexes.js';

/** Indexes on tables that version 0.2.0 has filled; docs/decisions/0046 and 0050 have the reasons. */
const INDEXES = {
  webhook_deliveries_queue_idx:
    'webhook_deliveries (webhook_id, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL',
  users_team_id_idx: 'users (team_id) WHERE team_id IS NOT NULL',

  audit_events_assistant_uuid_id_idx:
    'audit_events (assistant_uuid, id) WHERE assistant_uuid IS NOT NULL',
  audit_events_assistant_id_id_idx:
    'audit_events (assistant_id, id) WHERE assistant_id IS NOT NULL',
  audit_events_owner_id_id_idx: 'audit_events (owner_id, id) WHERE owner_id IS NOT NULL',
  audit_events_team_id_id_idx: 'audit_events (team_id, id) WHERE team_id IS NOT NULL',
  audit_events_actor_id_idx: 'audit_events (actor, id)',
  audit_events_action_id_idx: 'audit_events (action, id)',
  audit_events_subject_type_id_idx: 'audit_events (subject_type, id)',
  audit_events_credential_id_id_idx: 'audit_events (credential_id, id)',
  audit_events_address_id_idx: 'audit_events (address, id)',

  // Counts the active tokens of a user.
  tokens_unrevoked_user_id_idx: 'tokens (user_id, expires_at) WHERE revoked_at IS NULL',
  // Counts and lists the paused tokens.
  tokens_paused_idx: 'tokens (assistant_id, id) WHERE paused_at IS NOT NULL AND revoked_at IS NULL',
  tokens_search_idx: 'tokens USING gin (token_search(chosen_name, notes, hint, username))',
  tokens_tags_idx: 'tokens USING gin (token_tag_terms(tags))',
  tokens_name_idx: 'tokens ((left(token_name(chosen_name, notes), 30) COLLATE "C"), id)',
  tokens_created_at_idx: 'tokens (created_at, id)',
  tokens_expiry_idx: `tokens (coalesce(expires_at, 'infinity'), id)`,
  tokens_type_idx: 'tokens (type, id)',
  tokens_read_only_idx: 'tokens (read_only, id)',
  tokens_reused_idx: 'tokens (id) WHERE reused_at IS NOT NULL',
};

export class Indexes1764500092030 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await buildIndexes(queryRunner, INDEXES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropIndexes(queryRunner, INDEXES);
  }
}
