import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../admission/principal.js';
import { newId } from '../platform/ids/id.js';
import { AuditEvent } from './audit-event.entity.js';

type AuditRecord = Omit<AuditEvent, 'id'>;

/** Rows. PostgreSQL accepts at most 65,535 parameters in a statement. */
const BATCH_SIZE = 1_000;

export interface AuditedAction {
  at: Date;
  /** `<subject type>.<past participle>`, for example `token.revoked` */
  action: string;
  subjectId: string;
  details?: object;
}

/** Writes records in the transaction of the change that they describe. */
@Injectable()
export class AuditRepository {
  async record(manager: EntityManager, records: AuditRecord | AuditRecord[]): Promise<void> {
    const rows = [records].flat().map((record) => ({ id: newId(), ...record }));
    for (let from = 0; from < rows.length; from += BATCH_SIZE) {
      await manager.insert(AuditEvent, rows.slice(from, from + BATCH_SIZE));
    }
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
