import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'pg';
import { Config } from '../config/config.js';
import { hostUrls } from './servers/host-urls.js';

const PREFER = /([?&]sslmode=)prefer(?=&(.*&)?uselibpqcompat=true(&|$))/;
/** Asks a server of PostgreSQL whether it offers TLS. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const OFFERED = 'S';
const NOT_OFFERED = 'N';
const TIMEOUT_MS = 5_000;

/**
 * Lets `sslmode=prefer` mean what libpq says. On its own, node-postgres fails when the server does
 * not offer TLS.
 */
export async function settleTls(config: Config): Promise<Config> {
  return Object.assign(new Config(), config, {
    databaseUrl: await settled(config.databaseUrl),
    databaseDirectUrl: await settled(config.databaseDirectUrl),
  });
}

async function settled(url: string | null): Promise<string | null> {
  if (url === null || !PREFER.test(url)) return url;
  const answers = await Promise.all(hostUrls(url).map(askFor));
  const isRefused = answers.includes(NOT_OFFERED) && !answers.includes(OFFERED);
  return isRefused ? url.replace(PREFER, '$1disable') : url;
}

/** @returns the answer of the server, or null if there is none */
async function askFor(connectionString: string): Promise<string | null> {
  try {
    return await ask(new Client({ connectionString }));
  } catch {
    return null;
  }
}

async function ask({ host, port }: Client): Promise<string> {
  const socket = connect(
    host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
  );
  try {
    socket.write(SSL_REQUEST);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
    return answer.toString();
  } finally {
    socket.destroy();
  }
}
