import { rm } from 'node:fs/promises';
import { execute } from './global-setup.js';

export default async function globalTeardown() {
  const { url, template, cluster, dataDir } = globalThis.testServer;
  if (cluster) {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  } else {
    await execute(url, `DROP DATABASE ${template}`);
  }
}
