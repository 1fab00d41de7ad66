import { Controller, Get, Inject, Module, Post } from '@nestjs/common';
import type { Request } from 'express';
import { Req } from '@nestjs/common';
import pg from 'pg';
import { newId } from '../../src/platform/ids/id.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { digestOf, generateSecret, hintOf } from '../../src/admission/credentials/secret.js';
import type { RunningServer } from '../processes/server-messages.js';
import { createBareApp, listen } from './bare-app.js';

export interface InsertsOptions {
  kind: 'two-inserts';
  databaseUrl: string;
  userId: string;
  username: string;
  assistantId: string;
}

/** How many transactions the loop without HTTP keeps under way. */
export const LOOP_CONCURRENCY = 32;

const INSERT_TOKEN = `
  INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, hint, created_at)
  VALUES ($1, 'assistant', $2, $3, $4, $5, $6, $7)`;
const INSERT_SECRET = `
  INSERT INTO token_secrets (token_id, version, digest, created_at) VALUES ($1, 1, $2, $3)`;

/** A token and its secret, written as directly as `pg` can. */
class TokenWriter {
  private readonly pool: pg.Pool;

  constructor(private readonly options: InsertsOptions) {
    this.pool = new pg.Pool({
      connectionString: options.databaseUrl,
      max: loadConfig({}).databasePoolSize,
    });
  }

  async write(): Promise<{ id: string; token: string }> {
    const { userId, username, assistantId } = this.options;
    const id = newId();
    const token = generateSecret('i5t_');
    const now = new Date();
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query({
        name: 'insert-token',
        text: INSERT_TOKEN,
        values: [id, userId, username, assistantId, 'Production API', hintOf(token), now],
      });
      await client.query({
        name: 'insert-secret',
        text: INSERT_SECRET,
        values: [id, digestOf(token), now],
      });
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    return { id, token };
  }

  /** @returns how many were written in that time */
  async writeFor(milliseconds: number): Promise<number> {
    const end = performance.now() + milliseconds;
    let written = 0;
    const loop = async () => {
      while (performance.now() < end) {
        await this.write();
        written++;
      }
    };
    await Promise.all(Array.from({ length: LOOP_CONCURRENCY }, loop));
    return written;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

@Controller()
class InsertsController {
  constructor(@Inject(TokenWriter) private readonly writer: TokenWriter) {}

  @Post('api/tokens')
  create(): Promise<object> {
    return this.writer.write();
  }

  @Get('loop/:milliseconds')
  async loop(@Req() { params }: Request): Promise<object> {
    return { written: await this.writer.writeFor(Number(params.milliseconds)) };
  }
}

export async function startTwoInserts(options: InsertsOptions): Promise<RunningServer> {
  const writer = new TokenWriter(options);

  @Module({
    controllers: [InsertsController],
    providers: [{ provide: TokenWriter, useValue: writer }],
  })
  class InsertsModule {}

  const server = await listen(await createBareApp(InsertsModule));
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await writer.close();
    },
  };
}
