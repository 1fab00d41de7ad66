import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { setRoutePrefix } from '../app.setup.js';
import { loadConfig } from '../../platform/config/load-config.js';
import { buildDocument } from '../../api/openapi/document.js';
import { printDocument } from './print-document.js';

const FILE = 'openapi.json';

// Preview mode instantiates nothing, so this needs neither a database nor a server.
const app = await NestFactory.create(AppModule.register(loadConfig({}), ''), {
  preview: true,
  logger: false,
});
setRoutePrefix(app);
await writeFile(FILE, printDocument(buildDocument(app)));
