import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  eventually,
  killPostgresIn,
  newDataDir,
  postgresRunsIn,
  ServiceProcess,
} from '../support/service-process.js';

const SLOW = 120_000;
const WRITERS = 8;
const KILL_AFTER_ANSWERS = 40;
const ROUNDS = [
  { round: 1, killDatabase: false },
  { round: 2, killDatabase: false },
  { round: 3, killDatabase: true },
];

/** Moments of a first start, in their order. */
const MOMENTS: ((service: ServiceProcess) => boolean)[] = [
  ({ stdout }) => stdout.includes('Creating the database'),
  ({ dataDir }) => namesIn(dataDir).some((name) => /init-.*PG_VERSION$/.test(name)),
  ({ dataDir }) => existsSync(path.join(dataDir, 'postgres', 'PG_VERSION')),
  ({ stdout }) => stdout.includes('Starting PostgreSQL'),
  ({ dataDir }) => postgresRunsIn(dataDir),
  ({ stdout }) => stdout.includes('Using the PostgreSQL server that already runs'),
  ({ stdout }) => stdout.includes('The password of admin is in'),
  ({ stdout }) => stdout.includes('listens on'),
];

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/** Writes until somebody kills the service. */
async function createTeamsUntilKilled(service: ServiceProcess, session: string, round: number) {
  const api = service.api.as(session);
  const acknowledged: string[] = [];
  const unexpected: number[] = [];
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; !service.hasEnded; n++) {
      const id = `team-${round}-${writer}-${n}`;
      const answer = await api.post('/api/teams', { id, name: id }).catch(() => null);
      if (answer === null) return;
      if (answer.status === 201) acknowledged.push(id);
      else unexpected.push(answer.status);
      if (acknowledged.length === KILL_AFTER_ANSWERS) service.child.kill('SIGKILL');
    }
  });
  await Promise.all(writers);
  await service.ended;
  expect(unexpected).toEqual([]);
  return acknowledged;
}

describe('a service that is killed', () => {
  describe('when it is killed repeatedly during the first start', () => {
    it(
      'starts again, and the password in the file is correct',
      async () => {
        const dataDir = await newDataDir();
        const env = { ADMIN_PASSWORD: undefined };
        for (const moment of MOMENTS) {
          const killed = ServiceProcess.spawn(dataDir, { env });
          await eventually(() => moment(killed) || killed.stdout.includes('listens on'));
          await killed.end('SIGKILL');
        }

        const service = await ServiceProcess.start(dataDir, { env });
        const password = await readFile(path.join(dataDir, 'admin-password'), 'utf8');
        const session = await service.logIn(password.trim());
        const { body } = await service.api.as(session).get('/api/users');
        expect(body.total).toBe(1);
        expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
        expect(postgresRunsIn(dataDir)).toBe(false);
      },
      SLOW,
    );
  });

  describe('when it is killed right after it issued a token', () => {
    it(
      'accepts the token after the next start',
      async () => {
        const dataDir = await newDataDir();
        let service = await ServiceProcess.start(dataDir);
        const session = await service.logIn();
        for (const round of [1, 2, 3]) {
          const notes = `Round ${round}`;
          const issued = await service.api
            .as(session)
            .post('/api/tokens', { type: 'personal', notes });
          await service.end('SIGKILL');
          expect(issued.status).toBe(201);

          service = await ServiceProcess.start(dataDir);
          const used = await service.api.as(issued.body.token).get('/api/tokens/self');
          expect(used.body.notes).toBe(notes);
        }
        await service.end('SIGTERM');
      },
      SLOW,
    );
  });

  describe('when it is killed during writes, in the end together with its database', () => {
    it(
      'loses nothing that it answered with success',
      async () => {
        const dataDir = await newDataDir();
        let service = await ServiceProcess.start(dataDir);
        const session = await service.logIn();
        for (const { round, killDatabase } of ROUNDS) {
          const acknowledged = await createTeamsUntilKilled(service, session, round);
          expect(acknowledged.length).toBeGreaterThanOrEqual(KILL_AFTER_ANSWERS);
          if (killDatabase) await killPostgresIn(dataDir);

          service = await ServiceProcess.start(dataDir);
          const api = service.api.as(session);
          const found = await Promise.all(acknowledged.map((id) => api.get(`/api/teams/${id}`)));
          expect(found.map(({ body }) => body.id as string)).toEqual(acknowledged);
        }
        await service.end('SIGTERM');
      },
      SLOW,
    );
  });
});
