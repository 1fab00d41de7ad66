import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import pg from 'pg';
import type { RunningServer } from '../processes/server-messages.ts';
import { listen } from './listen.ts';

const POOL_SIZE = 10;

/** `verifyApiKey` for each request, behind as little HTTP as there can be. */
export async function startBetterAuth(databaseUrl: string): Promise<RunningServer> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE });
  const auth = betterAuth({
    baseURL: 'https://tokens.example.com',
    secret: 's'.repeat(32),
    database: pool,
    emailAndPassword: { enabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
  await (await getMigrations(auth.options)).runMigrations();
  const { user } = await auth.api.signUpEmail({
    body: { name: 'Admin', email: 'admin@example.com', password: 'p'.repeat(16) },
  });
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: 'Sales' } });

  const verify = async ({ headers }: IncomingMessage, response: ServerResponse) => {
    const presented = (headers.authorization ?? '').slice('Bearer '.length);
    const { valid } = await auth.api.verifyApiKey({ body: { key: presented } });
    response.writeHead(valid ? 200 : 401, { 'Content-Length': 0 }).end();
  };
  const server = await listen((request, response) => {
    verify(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  return {
    url: server.url,
    credential: key,
    stop: async () => {
      await server.stop();
      await pool.end();
    },
  };
}
