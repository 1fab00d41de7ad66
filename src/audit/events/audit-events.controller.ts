import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { AnswersInLines } from '../../admission/decorators/route-policy.decorators.js';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { PrefersLines } from '../../api/lines/prefers-lines.decorator.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { UUID } from '../../api/openapi/properties.js';
import { assembleAuditEvent } from './audit-event.assembler.js';
import { AuditListingService } from './audit-listing.service.js';
import { AuditReadingService } from './audit-reading.service.js';
import {
  AuditEventCollection,
  AuditEventResource,
  AuditExport,
} from './dto/audit-event.resource.js';
import { ListAuditEventsQuery } from './dto/list-audit-events.query.js';

@ApiTags('audit')
@Controller('audit-events')
export class AuditEventsController {
  constructor(
    private readonly listing: AuditListingService,
    private readonly reading: AuditReadingService,
  ) {}

  @Get()
  @AnswersInLines()
  @ApiRoute({
    id: 'listAuditEvents',
    summary: 'List audit events',
    description:
      'With `Accept: application/x-ndjson`, exports all of them, oldest first. With the permission `audit:read` you see all events. Otherwise you see what concerns your own tokens, and the teams in which you are `admin`.',
    answers: {
      200: {
        description: 'A page of events, newest first.',
        type: AuditEventCollection,
        lines: AuditExport,
      },
    },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: ListAuditEventsQuery,
    @PrefersLines() prefersLines: boolean,
  ) {
    return this.listing.answer(caller, query, prefersLines);
  }

  @Get(':id')
  @ApiParam({ name: 'id', description: 'The UUID of the event.', schema: { ...UUID } })
  @ApiRoute({
    id: 'getAuditEvent',
    summary: 'Read an audit event',
    description:
      'Returns one event of the audit trail. You can read the events that the list shows you.',
    answers: { 200: { description: 'The event.', type: AuditEventResource } },
    errors: ['not_found'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<AuditEventResource> {
    return assembleAuditEvent(await this.reading.get(caller, id));
  }
}
