import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../admission/decorators/route-policy.decorators.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { PageQuery, toPageRequest } from '../../api/hal/page.query.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { assembleAuditHead } from './audit-head.assembler.js';
import { AuditHeadsRepository } from './audit-heads.repository.js';
import { AuditHeadCollection } from './dto/audit-head.resource.js';

@ApiTags('audit')
@Controller('audit-heads')
export class AuditHeadsController {
  constructor(private readonly heads: AuditHeadsRepository) {}

  @Get()
  @RequirePermission('audit:read')
  @ApiRoute({
    id: 'listAuditHeads',
    summary: 'List the heads of the audit trail',
    description:
      'Each head signs a batch of events and the head before it. An event is part of a head within a minute. Keep a copy of the latest head in another place: it proves that the end of an export was not cut.',
    answers: { 200: { description: 'A page of heads, newest first.', type: AuditHeadCollection } },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PageQuery) {
    return assembleCollection({
      relation: 'inf:audit-head',
      path: paths.auditHeads(),
      query: { ...query },
      page: await this.heads.findPage(toPageRequest(query)),
      assemble: assembleAuditHead,
    });
  }
}
