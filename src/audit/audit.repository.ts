import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../admission/principal.js';
import { queryPrepared } from '../platform/database/prepared.js';
import { newId } from '../platform/ids/id.js';
import type { AuditEvent } from './audit-event.entity.js';

type AuditRecord = Omit<AuditEvent, 'id'>;

export interface AuditedAction {
  at: Date;
  /** `<subject type>.<past participle>`, for example `token.revoked` */
  action: string;
  subjectId: string;
  details?: object;
}

/** The keys of the rows in JSON are the properties of the entity. */
const INSERT = {
  name: 'insert-audit-events',
  text: `
    INSERT INTO audit_events
      (id, at, action, actor, credential_id, address, subject_type, subject_id, details)
    SELECT id, at, action, actor, "credentialId", address, "subjectType", "subjectId", details
    FROM jsonb_to_recordset($1) AS event (id uuid, at timestamptz, action text, actor text,
      "credentialId" uuid, address text, "subjectType" text, "subjectId" text, details jsonb)`,
};

/** Writes records in the transaction of the change that they describe. */
@Injectable()
export class AuditRepository {
  async record(manager: EntityManager, records: AuditRecord | AuditRecord[]): Promise<void> {
    const rows = [records].flat().map((record) => ({ id: newId(), ...record }));
    if (rows.length === 0) return;
    await queryPrepared(manager, INSERT, [JSON.stringify(rows)]);
  }

  recordBy(
    caller: Caller,
    manager: EntityManager,
    actions: AuditedAction | AuditedAction[],
  ): Promise<void> {
    return this.record(
      manager,
      [actions].flat().map((action) => toRecord(caller, action)),
    );
  }
}

function toRecord(
  { principal, address }: Caller,
  { at, action, subjectId, details = {} }: AuditedAction,
): AuditRecord {
  return {
    at,
    action,
    actor: principal.username,
    credentialId: principal.credentialId,
    address,
    subjectType: action.slice(0, action.indexOf('.')),
    subjectId,
    details,
  };
}
