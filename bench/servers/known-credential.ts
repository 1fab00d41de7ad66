import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { setUpApp } from '../../src/app.setup.js';
import { CredentialsRepository } from '../../src/auth/credentials.repository.js';
import { loadConfig } from '../../src/config/load-config.js';
import { openDatabase } from '../../src/database/open-database.js';
import { digestOf } from '../../src/tokens/token-secret.js';
import type { RunningServer } from './running-server.js';

interface KnownCredentialOptions {
  databaseUrl: string;
  secret: string;
}

/** The whole service, but the row of the one credential is found once and kept. */
export async function startKnownCredential({
  databaseUrl,
  secret,
}: KnownCredentialOptions): Promise<RunningServer> {
  const config = loadConfig({ DATABASE_URL: databaseUrl });
  const dataSource = await openDatabase({ url: databaseUrl, poolSize: config.databasePoolSize });
  const row = await new CredentialsRepository(dataSource).findToken(digestOf(secret));
  const module = await Test.createTestingModule({
    imports: [AppModule.register(config, dataSource)],
  })
    .overrideProvider(CredentialsRepository)
    .useValue({ findToken: () => Promise.resolve(row) })
    .compile();
  const app = module.createNestApplication<NestExpressApplication>({
    bodyParser: false,
    logger: false,
  });
  setUpApp(app);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), stop: () => app.close() };
}
