import { afterAll } from '@jest/globals';
import { removeBouncers } from './pgbouncer.js';
import { removeServers } from './postgres-server.js';

afterAll(async () => {
  await removeBouncers();
  await removeServers();
}, 60_000);
