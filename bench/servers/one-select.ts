import { Controller, Get, Inject, Injectable, Module, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import pg from 'pg';
import { CredentialsRepository } from '../../src/admission/resolution/credentials.repository.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { dataSourceOptions } from '../../src/platform/database/data-source.options.js';
import { Primary } from '../../src/platform/database/servers/primary.js';
import { digestOf } from '../../src/admission/credentials/secret.js';
import type { RunningServer } from '../processes/server-messages.js';
import { DataSource } from 'typeorm';
import { createBareApp, listen } from './bare-app.js';

export interface SelectOptions {
  kind: 'one-select';
  databaseUrl: string;
  /** The row of the secret alone, or the statement with which the service resolves a credential. */
  statement: 'secret' | 'credential';
}

type FindByDigest = (digest: Buffer) => Promise<object | null>;

const FIND = Symbol('FIND');

@Injectable()
class SelectGuard implements CanActivate {
  constructor(@Inject(FIND) private readonly find: FindByDigest) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization = '' } = context.switchToHttp().getRequest<Request>().headers;
    return (await this.find(digestOf(authorization.slice('Bearer '.length)))) !== null;
  }
}

@Controller('api/auth/verify')
class SelectController {
  @Get()
  @UseGuards(SelectGuard)
  verify(): void {
    return;
  }
}

/** A route whose guard finds the token by one prepared statement for each request. */
export async function startOneSelect(options: SelectOptions): Promise<RunningServer> {
  const { find, close } = await openStatement(options);

  @Module({
    controllers: [SelectController],
    providers: [SelectGuard, { provide: FIND, useValue: find }],
  })
  class SelectModule {}

  const server = await listen(await createBareApp(SelectModule));
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await close();
    },
  };
}

async function openStatement({
  databaseUrl,
  statement,
}: SelectOptions): Promise<{ find: FindByDigest; close: () => Promise<unknown> }> {
  const poolSize = loadConfig({}).databasePoolSize;
  if (statement === 'credential') {
    const dataSource = await new DataSource(
      dataSourceOptions(new Primary(databaseUrl), poolSize),
    ).initialize();
    const credentials = new CredentialsRepository(dataSource);
    return {
      find: (digest) => credentials.findToken(digest),
      close: () => dataSource.destroy(),
    };
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
  return {
    find: async (digest) => {
      const { rows } = await pool.query<object>({
        name: 'find-secret',
        text: 'SELECT * FROM token_secrets WHERE digest = $1',
        values: [digest],
      });
      return rows[0] ?? null;
    },
    close: () => pool.end(),
  };
}
