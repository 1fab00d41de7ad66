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
    summary: 'Is the process alive?',
    description: 'It looks no further than the process itself.',
    answers: { 200: { description: 'It is.', type: HealthResource } },
  })
  live(): HealthResource {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @ApiRoute({
    id: 'getReadiness',
    summary: 'Can it serve requests?',
    description: 'The database answers and its schema is the one this version needs.',
    answers: { 200: { description: 'It can.', type: HealthResource } },
    errors: ['unavailable'],
  })
  async ready(): Promise<HealthResource> {
    await this.health.check([() => this.schema.check()]);
    return { status: 'ok' };
  }
}
