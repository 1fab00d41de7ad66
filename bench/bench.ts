import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { verification } from './load/http-request.js';
import { probe } from './load/probe.js';
import type { Cores } from './machine/cores.js';
import { alternate } from './measuring/alternate.js';
import type { Measurement, Subject } from './measuring/measure.js';
import type { ServerOptions } from './processes/server-options.js';
import { ServerProcess } from './processes/server-process.js';
import { progress } from './report/progress.js';
import { seedManyTokens } from './seeding/many-tokens.js';
import type { ManyTokens } from './seeding/many-tokens.js';
import { plainAnswersOf } from './seeding/plain-answers.js';
import { makeScene } from './seeding/scene.js';
import type { Scene } from './seeding/scene.js';
import type { PlainAnswers } from './servers/plain-nest/known-tokens.js';
import type { PlainPart } from './servers/plain-nest/plain-nest.js';

interface BenchOptions {
  databaseUrl: string;
  cores: Cores | null;
  /** Of one measurement. */
  seconds: number;
  signal: AbortSignal;
  /** How many tokens the table of many has. */
  scaleTokens: number;
}

const ROUNDS = 6;

/** What a row of the table works with; the servers it starts end with it. */
export class Bench {
  private readonly adminPassword = randomBytes(12).toString('hex');
  private readonly running = new Set<ServerProcess>();
  private madeScene: Scene | undefined;
  private answers: PlainAnswers | undefined;
  private seeded: ManyTokens | undefined;

  constructor(private readonly options: BenchOptions) {}

  get databaseUrl(): string {
    return this.options.databaseUrl;
  }

  get signal(): AbortSignal {
    return this.options.signal;
  }

  get milliseconds(): number {
    return this.options.seconds * 1_000;
  }

  get scaleTokens(): number {
    return this.options.scaleTokens;
  }

  async start(options: ServerOptions): Promise<ServerProcess> {
    this.signal.throwIfAborted();
    const server = await ServerProcess.start(options, this.options.cores);
    this.running.add(server);
    return server;
  }

  startService(
    settings: Record<string, string> = {},
    databaseUrl = this.databaseUrl,
  ): Promise<ServerProcess> {
    const { adminPassword } = this;
    return this.start({ kind: 'service', databaseUrl, adminPassword, settings });
  }

  /** A service, once it is seen to have the route that most rows ask. */
  async startVerifier(settings: Record<string, string> = {}): Promise<ServerProcess> {
    const { secret } = await this.scene();
    const service = await this.startService(settings);
    await probe(service.url, verification(secret));
    return service;
  }

  /** Plain Nest that knows the tokens of the scene. */
  async startPlainNest(parts: readonly PlainPart[]): Promise<ServerProcess> {
    const scene = await this.scene();
    this.answers ??= await this.aside(this.databaseUrl, ({ url }) => plainAnswersOf(url, scene));
    return this.start({ kind: 'plain-nest', parts, answers: this.answers });
  }

  async stopServers(): Promise<void> {
    await Promise.all([...this.running].map((server) => server.stop()));
    this.running.clear();
  }

  /** @see alternate */
  alternate<Name extends string>(
    subjects: Record<Name, Subject>,
    rounds = ROUNDS,
  ): Promise<Record<Name, Measurement[]>> {
    const { milliseconds, signal } = this;
    return alternate(subjects, { rounds, milliseconds, signal });
  }

  /** Made by whoever asks first. */
  async scene(): Promise<Scene> {
    return (this.madeScene ??= await this.sceneIn(this.databaseUrl));
  }

  /** In a new database. */
  sceneIn(databaseUrl: string): Promise<Scene> {
    return this.aside(databaseUrl, ({ url }) => makeScene(url, this.adminPassword));
  }

  /** Seeded by whoever asks first. */
  async manyTokens(): Promise<ManyTokens> {
    const scene = await this.scene();
    const { databaseUrl, signal } = this;
    return (this.seeded ??= await this.aside(databaseUrl, ({ url }) =>
      seedManyTokens({ databaseUrl, url, scene, signal, onProgress: progress }),
    ));
  }

  async query<R extends pg.QueryResultRow>(
    text: string,
    databaseUrl = this.databaseUrl,
  ): Promise<R[]> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** @returns the URL of a new, empty database on the same server */
  async createDatabase(name: string): Promise<string> {
    await this.query(`CREATE DATABASE ${name}`);
    const url = new URL(this.databaseUrl);
    url.pathname = name;
    return url.href;
  }

  /** With a service that nothing is measured on. */
  private async aside<T>(
    databaseUrl: string,
    use: (server: ServerProcess) => Promise<T>,
  ): Promise<T> {
    const server = await this.startService({}, databaseUrl);
    try {
      return await use(server);
    } finally {
      await server.stop();
      this.running.delete(server);
    }
  }
}
