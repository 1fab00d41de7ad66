import { randomBytes } from 'node:crypto';
import type { Cores } from './cores.js';
import { measure } from './measure.js';
import type { Measurement, RequestPlan } from './measure.js';
import type { Row } from './report.js';
import { bearer, newToken, seed } from './seed.js';
import type { Seed } from './seed.js';
import type { ServerOptions } from './server-messages.js';
import { ServerProcess } from './server-process.js';

const SESSION = '/api/auth/session';

/** Runs one server after the other, each in its process, and none beside another. */
export class Benchmark {
  readonly reference = 'bare Nest + Express';

  constructor(
    private readonly databaseUrl: string,
    private readonly cores: Cores | null,
    private readonly seconds: number,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<{ rows: Row[]; steps: Row[] }> {
    const adminPassword = randomBytes(12).toString('hex');
    const service = { kind: 'service', databaseUrl: this.databaseUrl, adminPassword } as const;
    const seeded = await this.with(service, ({ url }) => seed(url, adminPassword));
    const { secret, session: body } = seeded;
    const whoAmI: RequestPlan = { path: SESSION, ...bearer(secret) };

    const raw = await this.measureOne({ kind: 'raw', body }, whoAmI);
    const bare = await this.measureOne({ kind: 'bare', body }, whoAmI);
    const helmet = await this.measureOne({ kind: 'bare+helmet', body }, whoAmI);
    const log = await this.measureOne({ kind: 'bare+helmet+log', body }, whoAmI);
    const { databaseUrl } = this;
    const known = await this.measureOne({ kind: 'known-credential', databaseUrl, secret }, whoAmI);
    const ofService = await this.with(service, (server) => this.measureAll(server, seeded));
    const [session] = ofService;
    return {
      rows: [row('raw node:http', raw), row(this.reference, bare), ...ofService],
      steps: [
        row('raw node:http', raw),
        row(this.reference, bare),
        row('+ helmet', helmet),
        row('+ request log', log),
        row('+ body, guards, HAL, last use', known),
        ...(session ? [row('+ the query of the credential', session.measurement)] : []),
      ],
    };
  }

  private measureOne(options: ServerOptions, plan: RequestPlan): Promise<Measurement> {
    return this.with(options, (server) => measure(server, plan, this.seconds, this.signal));
  }

  private async measureAll(server: ServerProcess, seeded: Seed): Promise<Row[]> {
    const { secret, adminSession, assistantId } = seeded;
    const plans: [string, RequestPlan][] = [
      ['GET /api/auth/session', { path: SESSION, ...bearer(secret) }],
      ['GET /api/assistants/{id}', { path: `/api/assistants/${assistantId}`, ...bearer(secret) }],
      [
        'GET /api/assistants/{id}/tokens, 30 of 80',
        { path: `/api/assistants/${assistantId}/tokens`, ...bearer(secret) },
      ],
      [
        'POST /api/tokens',
        {
          method: 'POST',
          path: '/api/tokens',
          headers: { ...bearer(adminSession).headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(newToken(assistantId)),
        },
      ],
    ];
    const rows: Row[] = [];
    for (const [name, plan] of plans) {
      rows.push(row(name, await measure(server, plan, this.seconds, this.signal)));
    }
    return rows;
  }

  private async with<T>(
    options: ServerOptions,
    use: (server: ServerProcess) => Promise<T>,
  ): Promise<T> {
    this.signal.throwIfAborted();
    const server = await ServerProcess.start(options, this.cores);
    try {
      return await use(server);
    } finally {
      await server.stop();
    }
  }
}

function row(name: string, measurement: Measurement): Row {
  return { name, measurement };
}
