import { Injectable } from '@nestjs/common';
import type { Caller, Principal } from '../../admission/principal.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { NotFoundError } from '../../platform/errors/domain-error.js';
import { isUuid } from '../../platform/ids/id.js';
import type { AuditEvent } from '../audit-event.entity.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import type { AuditEventFilter, AuditScope } from './audit-events.repository.js';
import { ReadingRecords } from './reading-records.js';

/**
 * Who reads what: with the permission `audit:read` everything, an admin of a team what concerns the
 * team, and every user what concerns their own tokens.
 */
@Injectable()
export class AuditReadingService {
  constructor(
    private readonly events: AuditEventsRepository,
    private readonly records: ReadingRecords,
  ) {}

  async list(
    caller: Caller,
    filter: AuditEventFilter,
    request: PageRequest,
  ): Promise<Page<AuditEvent>> {
    const scope = await this.scopeOf(caller.principal);
    await this.records.noteRead(caller);
    return this.events.findPage(filter, scope, request);
  }

  /** @throws NotFoundError also if the caller may not read the event */
  async get(caller: Caller, id: string): Promise<AuditEvent> {
    const scope = await this.scopeOf(caller.principal);
    await this.records.noteRead(caller);
    const event = isUuid(id) ? await this.events.find(id, scope) : null;
    if (event === null) throw new NotFoundError('audit event');
    return event;
  }

  async scopeOf({ permissions, userId }: Principal): Promise<AuditScope> {
    return permissions.includes('audit:read') ? null : this.events.findScope(userId);
  }
}
