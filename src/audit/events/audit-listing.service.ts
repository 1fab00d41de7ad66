import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import type { LineStream } from '../../api/lines/line-stream.js';
import { AuditExportService } from '../export/audit-export.service.js';
import { assembleAuditEvents } from './audit-event.assembler.js';
import { AuditReadingService } from './audit-reading.service.js';
import type { AuditEventCollection } from './dto/audit-event.resource.js';
import { filterOf } from './dto/list-audit-events.query.js';
import type { ListAuditEventsQuery } from './dto/list-audit-events.query.js';

/** Answers with a page, or with an export to a client that prefers lines. */
@Injectable()
export class AuditListingService {
  constructor(
    private readonly reading: AuditReadingService,
    private readonly exports: AuditExportService,
  ) {}

  async answer(
    caller: Caller,
    query: ListAuditEventsQuery,
    prefersLines: boolean,
  ): Promise<AuditEventCollection | LineStream> {
    const filter = filterOf(query);
    if (prefersLines) {
      const scope = await this.reading.scopeOf(caller.principal);
      return this.exports.export(caller, filter, scope, query.afterHead);
    }
    return assembleAuditEvents(
      await this.reading.list(caller, filter, toPageRequest(query)),
      query,
    );
  }
}
