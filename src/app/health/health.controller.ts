import { Controller, Get } from '@nestjs/common';
import { HealthCheckService } from '@nestjs/terminus';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../admission/decorators/route-policy.decorators.js';
import { ClockDifference } from '../../platform/clock/clock-difference.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { HealthResource } from './health.resource.js';
import { ReadOnlyHealth } from './read-only.health.js';
import { SchemaHealth } from './schema.health.js';
import { WritesHealth } from './writes.health.js';
import { ShutdownHealth } from './shutdown.health.js';

@ApiTags('meta')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly schema: SchemaHealth,
    private readonly readOnly: ReadOnlyHealth,
    private readonly writes: WritesHealth,
    private readonly shutdown: ShutdownHealth,
    private readonly clockDifference: ClockDifference,
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
      'Responds with 200 if the service can serve requests: the database answers, its schema fits this version, it is not read-only, writes do not fail, and the service is not stopping.',
    answers: { 200: { description: 'The service can serve requests.', type: HealthResource } },
    errors: ['unavailable'],
  })
  async ready(): Promise<HealthResource> {
    await this.health.check([
      () => this.shutdown.check(),
      () => this.schema.check(),
      () => this.readOnly.check(),
      () => this.writes.check(),
    ]);
    return { status: 'ok', clockDifferenceSeconds: this.clockDifference.notable };
  }
}
