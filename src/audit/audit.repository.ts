import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../admission/principal.js';
import { queryPrepared } from '../platform/database/prepared.js';
import { isUuid, newIdAt } from '../platform/ids/id.js';
import { maskSecrets, SECRETS } from '../platform/logging/secret-mask.js';
import type { ActorType, AuditEvent } from './audit-event.entity.js';
import { INSERT_AUDIT_EVENTS } from './audit-insert.js';
import { shownChanges } from './changes.js';
import type { AuditChange } from './changes.js';

/** One statement for the records of all tokens of an owner would exceed the time limit. */
const BATCH_SIZE = 1_000;

/** What a record tells about its subject. The database is asked for what is left out. */
interface AuditedSubject {
  subjectId: string;
  subjectName?: string | undefined;
  assistantUuid?: string | null | undefined;
  /** The natural id. */
  assistantId?: string | undefined;
  /** The id of the user who owns the token. */
  ownerId?: string | undefined;
  teamId?: string | undefined;
}

interface AuditedChange {
  at: Date;
  changes?: AuditChange[];
  /** In the words of the caller, or a code. */
  reason?: string | null | undefined;
  /** Facts that are no change. */
  details?: object;
}

type AuditedActor = Pick<AuditEvent, 'action' | 'actor' | 'credentialId' | 'address'> & {
  /** By default, `user`, or `system` if there is no actor. */
  actorType?: ActorType;
  actorName?: string;
  userAgent?: string | undefined;
  requestId?: string | undefined;
};

export interface AuditRecord extends AuditedActor, AuditedSubject, AuditedChange {
  subjectType: string;
}

export interface AuditedAction extends AuditedSubject, AuditedChange {
  /** `<subject type>.<past participle>`, for example `token.revoked` */
  action: string;
}

/**
 * Writes records in the transaction of the change that they describe. Masks secrets that somebody
 * pasted into a name or a reason: a signed record can never be changed.
 */
@Injectable()
export class AuditRepository {
  async record(manager: EntityManager, records: AuditRecord | AuditRecord[]): Promise<void> {
    const rows = [records].flat().map(toRow);
    for (let start = 0; start < rows.length; start += BATCH_SIZE) {
      const batch = maskSecrets(JSON.stringify(rows.slice(start, start + BATCH_SIZE)));
      await queryPrepared(manager, INSERT_AUDIT_EVENTS, [batch, SECRETS]);
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

function toRow({ changes = [], details = {}, ...record }: AuditRecord) {
  return {
    id: newIdAt(record.at),
    actorType: record.actor === null ? 'system' : 'user',
    ...record,
    subjectUuid: isUuid(record.subjectId) ? record.subjectId : null,
    changes: shownChanges(changes, details),
    details,
  };
}

function toRecord({ principal, ...client }: Caller, action: AuditedAction): AuditRecord {
  return {
    ...client,
    ...action,
    actor: principal.username,
    actorType: principal.userKind === 'service' ? 'service_account' : 'user',
    actorName: principal.displayName,
    credentialId: principal.credentialId,
    subjectType: action.action.slice(0, action.action.indexOf('.')),
  };
}
