import { Body, Controller, Header, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentClient } from '../../admission/decorators/caller.decorator.js';
import { Public } from '../../admission/decorators/route-policy.decorators.js';
import type { Client } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { AcceptedReportResource } from './dto/accepted-report.resource.js';
import { ReportLeaksDto } from './dto/report-leaks.dto.js';
import { FoundAt } from './github/found-at.decorator.js';
import { GithubReportGuard } from './github/github-report.guard.js';
import { LeakReportLimitGuard } from './leak-report-limit.guard.js';
import { LeakReportsService } from './leak-reports.service.js';

@ApiTags('tokens')
@Controller('leaks')
export class LeaksController {
  constructor(private readonly reports: LeakReportsService) {}

  @Post()
  @HttpCode(202)
  @Header('Content-Type', `${JSON_MEDIA_TYPE}; charset=utf-8`)
  @Public()
  @UseGuards(LeakReportLimitGuard, GithubReportGuard)
  @ApiRoute({
    id: 'reportLeaks',
    summary: 'Report leaked tokens',
    description:
      'Takes the values of tokens that somebody found where they do not belong. Anybody can send them. The service does with each live token what its policies say, and tells its owner. It ends a live session, unless the policy only asks for an alert. The response is the same for all values, and the service sends it before it looks one up. Also accepts the reports of the GitHub secret scanning partner program, which are signed.',
    answers: {
      202: {
        description: 'The report is accepted.',
        type: AcceptedReportResource,
        plainJson: true,
      },
    },
    errors: ['validation_failed', 'forbidden', 'too_many_requests'],
  })
  async report(
    @CurrentClient() { address }: Client,
    @Body() { tokens, source }: ReportLeaksDto,
    @FoundAt() foundAt: ReadonlyMap<string, string>,
  ): Promise<AcceptedReportResource> {
    const values = tokens.map((value) => ({ value, url: foundAt.get(value) }));
    await this.reports.accept(values, source ?? null, address);
    return {};
  }
}
