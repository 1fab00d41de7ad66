import { Controller, Get } from '@nestjs/common';
import { HealthCheckService } from '@nestjs/terminus';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../admission/decorators/route-policy.decorators.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { HealthResource } from './health.resource.js';
import { SchemaHealth } from './schema.health.js';

@ApiTags('meta')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly schema: SchemaHealth,
  ) {}

  @Get('live')
  @Public()
  @ApiRoute({
    id: 'getLiveness',
    summary: 'Check liveness',
    description: 'Responds with 200 while the process is alive. Checks nothing else.',
    answers: { 200: { description: 'The process is alive.', type: HealthResource } },
  })
  live(): HealthResource {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @ApiRoute({
    id: 'getReadiness',
    summary: 'Check readiness',
    description:
      'Responds with 200 if the service can serve requests: the database answers, and its schema fits this version.',
    answers: { 200: { description: 'The service can serve requests.', type: HealthResource } },
    errors: ['unavailable'],
  })
  async ready(): Promise<HealthResource> {
    await this.health.check([() => this.schema.check()]);
    return { status: 'ok' };
  }
}
