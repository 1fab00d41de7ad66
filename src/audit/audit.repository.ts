import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../auth/principal.js';
import { newId } from '../common/id.js';
import { AuditEvent } from './audit-event.entity.js';

type AuditRecord = Omit<AuditEvent, 'id'>;

interface AuditedAction {
  at: Date;
  /** `<subject type>.<what happened to it>` */
  action: string;
  subjectId: string;
  details?: object;
}

/** Records share the transaction of the change they tell of. */
@Injectable()
export class AuditRepository {
  async record(manager: EntityManager, record: AuditRecord): Promise<void> {
    await manager.insert(AuditEvent, { id: newId(), ...record });
  }

  recordBy(
    { principal, address }: Caller,
    manager: EntityManager,
    { at, action, subjectId, details = {} }: AuditedAction,
  ): Promise<void> {
    return this.record(manager, {
      at,
      action,
      actor: principal.username,
      credentialId: principal.credentialId,
      address,
      subjectType: action.slice(0, action.indexOf('.')),
      subjectId,
      details,
    });
  }
}
