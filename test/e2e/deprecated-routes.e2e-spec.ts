import { Controller, Get, Module, Param } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { Public } from '../../src/admission/decorators/route-policy.decorators.js';
import { FailedWrites } from '../../src/platform/database/failed-writes.js';
import { Config } from '../../src/platform/config/config.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { NotFoundError } from '../../src/platform/errors/domain-error.js';
import { PublicPaths } from '../../src/api/hal/public-paths.js';
import { AllowedMethods } from '../../src/api/http/allowed-methods.js';
import { ErrorFilter } from '../../src/api/http/error.filter.js';
import { RelationResource } from '../../src/api/discovery/relation.resource.js';
import { ApiRoute } from '../../src/api/openapi/api-route.decorator.js';
import { Deprecated } from '../../src/api/openapi/deprecated.decorator.js';
import { buildDocument } from '../../src/api/openapi/document.js';
import { Api } from '../support/api.js';

const SINCE = new Date('2026-11-25T00:00:00Z');
const HALF_A_YEAR_LATER = new Date('2027-05-24T00:00:00Z');
const INSTEAD = '/docs/instead';

@ApiTags('meta')
@Controller('old')
class OldController {
  @Get(':name')
  @Public()
  @Deprecated({ since: SINCE, sunset: HALF_A_YEAR_LATER, instead: INSTEAD })
  @ApiParam({ name: 'name' })
  @ApiRoute({
    id: 'getOld',
    summary: 'What there was',
    answers: { 200: { description: 'It.', type: RelationResource } },
    errors: ['not_found'],
  })
  get(@Param('name') name: string) {
    if (name === 'unknown') throw new NotFoundError('thing');
    return { name };
  }
}

@Module({
  imports: [DiscoveryModule],
  controllers: [OldController],
  providers: [
    AllowedMethods,
    FailedWrites,
    PublicPaths,
    { provide: Config, useValue: loadConfig({}) },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
class OldModule {}

async function start(env: Record<string, string> = {}): Promise<NestExpressApplication> {
  const module = await Test.createTestingModule({ imports: [OldModule] })
    .overrideProvider(Config)
    .useValue(loadConfig(env))
    .compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

describe('a deprecated route', () => {
  let app: NestExpressApplication;
  let api: Api;

  beforeAll(async () => {
    app = await start();
    api = new Api(await app.getUrl());
  });

  afterAll(() => app.close());

  it.each(['known', 'unknown'])('says so in its answers: %s', async (name) => {
    const { headers } = await api.get(`/old/${name}`);

    expect(headers.get('Deprecation')).toBe('@1795564800');
    expect(headers.get('Sunset')).toBe('Mon, 24 May 2027 00:00:00 GMT');
    expect(headers.get('Link')).toBe(
      '</docs/instead>; rel="deprecation", </docs/instead>; rel="sunset"',
    );
  });

  it('names the page below the path of PUBLIC_URL', async () => {
    const below = await start({ PUBLIC_URL: 'https://example.com/tokens' });
    const { headers } = await new Api(await below.getUrl()).get('/old/unknown');
    await below.close();

    expect(headers.get('Link')).toBe(
      '</tokens/docs/instead>; rel="deprecation", </tokens/docs/instead>; rel="sunset"',
    );
  });

  it('is deprecated in the document, with the day and the headers', () => {
    const operation = buildDocument(app).paths['/old/{name}']?.get;

    expect(operation).toMatchObject({
      deprecated: true,
      'x-sunset': '2027-05-24',
      description: expect.stringContaining('2027-05-24'),
      responses: {
        200: {
          headers: {
            Deprecation: { $ref: '#/components/headers/Deprecation' },
            Sunset: { $ref: '#/components/headers/Sunset' },
            Link: { $ref: '#/components/headers/DeprecationLinks' },
          },
        },
      },
    });
  });

  it('stays for at least half a year', () => {
    const tooSoon = new Date(Number(HALF_A_YEAR_LATER) - 1);

    expect(() => Deprecated({ since: SINCE, sunset: tooSoon, instead: INSTEAD })).toThrow(
      RangeError,
    );
  });
});
