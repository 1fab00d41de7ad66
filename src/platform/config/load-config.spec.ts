import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from './config.error.js';
import { Config } from './config.js';
import { envVariablesOf } from './env.decorator.js';
import { configHelp } from './help.js';
import { Client } from 'pg';
import { loadConfig } from './load-config.js';

const KEY = createSecretKey(Buffer.from(Array.from({ length: 32 }, (_, i) => 7 * i + 129)));

const DIRECTORY = mkdtempSync(join(tmpdir(), 'assistant-tokens-config-'));
const GITHUB_KEYS = join(DIRECTORY, 'github.json');
const { publicKey: GITHUB_KEY } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
writeFileSync(
  GITHUB_KEYS,
  JSON.stringify({
    public_keys: [
      {
        key_identifier: 'one',
        key: GITHUB_KEY.export({ type: 'spki', format: 'pem' }),
        is_current: true,
      },
    ],
  }),
);

afterAll(() => {
  rmSync(DIRECTORY, { recursive: true });
});

const DEFAULTS = {
  port: 3000,
  host: '127.0.0.1',
  metricsPort: null,
  metricsHost: '127.0.0.1',
  databaseUrl: null,
  databaseDirectUrl: null,
  databasePoolSize: 10,
  credentialCacheSize: 100_000,
  dataDir: '.data',
  publicUrl: null,
  corsOrigins: null,
  trustProxy: false,
  adminUsername: 'admin',
  adminPassword: null,
  aiSeats: null,
  sessionTtl: 43_200,
  tokenPrefix: 'i5',
  tokenRetentionDays: 90,
  auditRetentionDays: null,
  auditLog: null,
  auditSinkUrl: null,
  auditSinkToken: null,
  encryptionKey: null,
  signingKeyRotationDays: 30,
  rateLimitSession: null,
  rateLimitPersonal: null,
  rateLimitAssistant: null,
  authFailuresPerMinute: null,
  leakReportsPerMinute: 60,
  valueLookupsPerMinute: 300,
  leakAction: 'alert',
  githubSecretScanningKeys: null,
  maxAssistantsPerOwner: 1_000,
  maxActiveTokensPerUser: 10_000,
  maxWebhooksPerUser: 100,
  maxChatsPerUser: 100_000,
  maxBytesPerChat: 20_000_000,
  redisUrl: null,
  webhookAllowedHosts: null,
  modelBaseUrl: null,
  modelApiKey: null,
  modelApiVersion: null,
  modelHeaders: null,
  modelDefault: null,
  modelTimeout: 60,
  modelConcurrency: 200,
  modelPrices: null,
  verificationLane: 'on',
  shutdownDelay: null,
  logLevel: 'info',
};

const NAMES = [
  'PORT',
  'HOST',
  'METRICS_PORT',
  'METRICS_HOST',
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_POOL_SIZE',
  'CREDENTIAL_CACHE_SIZE',
  'DATA_DIR',
  'PUBLIC_URL',
  'CORS_ORIGINS',
  'TRUST_PROXY',
  'ADMIN_USERNAME',
  'ADMIN_PASSWORD',
  'AI_SEATS',
  'SESSION_TTL',
  'TOKEN_PREFIX',
  'TOKEN_RETENTION_DAYS',
  'AUDIT_RETENTION_DAYS',
  'AUDIT_LOG',
  'AUDIT_SINK_URL',
  'AUDIT_SINK_TOKEN',
  'ENCRYPTION_KEY',
  'SIGNING_KEY_ROTATION_DAYS',
  'RATE_LIMIT_SESSION',
  'RATE_LIMIT_PERSONAL',
  'RATE_LIMIT_ASSISTANT',
  'AUTH_FAILURES_PER_MINUTE',
  'LEAK_REPORTS_PER_MINUTE',
  'VALUE_LOOKUPS_PER_MINUTE',
  'LEAK_ACTION',
  'GITHUB_SECRET_SCANNING_KEYS',
  'MAX_ASSISTANTS_PER_OWNER',
  'MAX_ACTIVE_TOKENS_PER_USER',
  'MAX_WEBHOOKS_PER_USER',
  'MAX_CHATS_PER_USER',
  'MAX_BYTES_PER_CHAT',
  'REDIS_URL',
  'WEBHOOK_ALLOWED_HOSTS',
  'MODEL_BASE_URL',
  'MODEL_API_KEY',
  'MODEL_API_VERSION',
  'MODEL_HEADERS',
  'MODEL_DEFAULT',
  'MODEL_TIMEOUT',
  'MODEL_CONCURRENCY',
  'MODEL_PRICES',
  'VERIFICATION_LANE',
  'SHUTDOWN_DELAY',
  'LOG_LEVEL',
];

const SMALL_PRICE = { inputPerMillion: 0.15, outputPerMillion: 0 };
const PRICES = JSON.stringify({ currency: 'USD', models: { small: SMALL_PRICE } });
const AMOUNTS =
  'inputPerMillion and outputPerMillion, numbers from 0 to 1000000000, and nothing else for "small"';

function pricesWith(members: object): string {
  return JSON.stringify({ currency: 'USD', models: { small: { ...SMALL_PRICE, ...members } } });
}

function pricesFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'prices-')), 'prices.json');
  writeFileSync(path, text);
  return path;
}

const NUMBERS = [
  { name: 'PORT', property: 'port', min: 0, max: 65_535 },
  { name: 'METRICS_PORT', property: 'metricsPort', min: 0, max: 65_535 },
  { name: 'DATABASE_POOL_SIZE', property: 'databasePoolSize', min: 1, max: 200 },
  { name: 'CREDENTIAL_CACHE_SIZE', property: 'credentialCacheSize', min: 1, max: 10_000_000 },
  { name: 'AI_SEATS', property: 'aiSeats', min: 0, max: 2_147_483_647 },
  { name: 'SESSION_TTL', property: 'sessionTtl', min: 60, max: 31_536_000 },
  { name: 'TOKEN_RETENTION_DAYS', property: 'tokenRetentionDays', min: 1, max: 3650 },
  { name: 'AUDIT_RETENTION_DAYS', property: 'auditRetentionDays', min: 1, max: 36_500 },
  { name: 'SIGNING_KEY_ROTATION_DAYS', property: 'signingKeyRotationDays', min: 1, max: 365 },
  { name: 'RATE_LIMIT_SESSION', property: 'rateLimitSession', min: 1, max: 1_000_000 },
  { name: 'RATE_LIMIT_PERSONAL', property: 'rateLimitPersonal', min: 1, max: 1_000_000 },
  { name: 'RATE_LIMIT_ASSISTANT', property: 'rateLimitAssistant', min: 1, max: 1_000_000 },
  { name: 'AUTH_FAILURES_PER_MINUTE', property: 'authFailuresPerMinute', min: 0, max: 1_000_000 },
  { name: 'LEAK_REPORTS_PER_MINUTE', property: 'leakReportsPerMinute', min: 0, max: 1_000_000 },
  { name: 'VALUE_LOOKUPS_PER_MINUTE', property: 'valueLookupsPerMinute', min: 0, max: 1_000_000 },
  { name: 'MODEL_TIMEOUT', property: 'modelTimeout', min: 1, max: 290 },
  { name: 'MODEL_CONCURRENCY', property: 'modelConcurrency', min: 1, max: 10_000 },
  { name: 'SHUTDOWN_DELAY', property: 'shutdownDelay', min: 0, max: 300 },
] as const;

const NO_NUMBERS = ['abc', '3000abc', '1e3', '0x10', '0100', '+100', '-1', '100.0', '1 00', '1_00'];

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
}

describe('loadConfig', () => {
  it('returns the defaults of an empty environment', () => {
    const config = loadConfig({});

    expect(config).toBeInstanceOf(Config);
    expect(config).toEqual(DEFAULTS);
  });

  it.each(['', ' ', '\t\n'])('treats %j as unset', (blank) => {
    const env = Object.fromEntries(NAMES.map((name) => [name, blank]));

    expect(loadConfig(env)).toEqual(DEFAULTS);
  });

  it('ignores unknown variables', () => {
    expect(loadConfig({ PATH: '/bin', PORTS: 'abc' })).toEqual(DEFAULTS);
  });

  it('reads every variable', () => {
    const config = loadConfig({
      PORT: '8080',
      HOST: '::',
      METRICS_PORT: '9464',
      METRICS_HOST: '::1',
      DATABASE_URL: 'postgres://tokens:secret@db.internal:5432/tokens',
      DATABASE_DIRECT_URL: 'postgres://tokens:secret@a:5432,b:5432/tokens?sslmode=require',
      DATABASE_POOL_SIZE: '20',
      CREDENTIAL_CACHE_SIZE: '5000',
      DATA_DIR: '/var/lib/tokens',
      PUBLIC_URL: 'https://tokens.example.com',
      CORS_ORIGINS: 'https://app.example.com',
      TRUST_PROXY: '1',
      ADMIN_USERNAME: 'root.1',
      ADMIN_PASSWORD: 'correct horse battery',
      AI_SEATS: '0',
      SESSION_TTL: '3600',
      TOKEN_PREFIX: 'acme_',
      TOKEN_RETENTION_DAYS: '30',
      AUDIT_RETENTION_DAYS: '3650',
      AUDIT_LOG: 'stdout',
      AUDIT_SINK_URL: 'https://siem.example.com/trail?key=secret',
      AUDIT_SINK_TOKEN: 'sink-1234',
      ENCRYPTION_KEY: KEY.export().toString('base64'),
      SIGNING_KEY_ROTATION_DAYS: '7',
      RATE_LIMIT_SESSION: '600',
      RATE_LIMIT_PERSONAL: '6000',
      RATE_LIMIT_ASSISTANT: '60',
      AUTH_FAILURES_PER_MINUTE: '20',
      LEAK_REPORTS_PER_MINUTE: '5',
      VALUE_LOOKUPS_PER_MINUTE: '6',
      LEAK_ACTION: 'revoke',
      GITHUB_SECRET_SCANNING_KEYS: GITHUB_KEYS,
      MAX_ASSISTANTS_PER_OWNER: '10',
      MAX_ACTIVE_TOKENS_PER_USER: '20',
      MAX_WEBHOOKS_PER_USER: '30',
      MAX_CHATS_PER_USER: '40',
      MAX_BYTES_PER_CHAT: '100000',
      REDIS_URL: 'rediss://tokens:secret@redis.internal:6380/1',
      WEBHOOK_ALLOWED_HOSTS: 'Hooks.internal, hooks.internal:8443',
      MODEL_BASE_URL: 'https://api.example.com/v1/',
      MODEL_API_KEY: 'sk-1234',
      MODEL_API_VERSION: '2024-10-21',
      MODEL_HEADERS: 'api-key=a=b==, X-Team = sales%2C%20support ,',
      MODEL_DEFAULT: 'small',
      MODEL_TIMEOUT: '30',
      MODEL_CONCURRENCY: '50',
      MODEL_PRICES: ` ${pricesFile(PRICES)} `,
      VERIFICATION_LANE: 'off',
      SHUTDOWN_DELAY: '8',
      LOG_LEVEL: 'debug',
    });

    expect(config).toEqual({
      port: 8080,
      host: '::',
      metricsPort: 9464,
      metricsHost: '::1',
      databaseUrl: 'postgres://tokens:secret@db.internal:5432/tokens',
      databaseDirectUrl:
        'postgres://tokens:secret@a:5432,b:5432/tokens?sslmode=require&uselibpqcompat=true',
      databasePoolSize: 20,
      credentialCacheSize: 5_000,
      dataDir: '/var/lib/tokens',
      publicUrl: 'https://tokens.example.com',
      corsOrigins: ['https://app.example.com'],
      trustProxy: 1,
      adminUsername: 'root.1',
      adminPassword: 'correct horse battery',
      aiSeats: 0,
      sessionTtl: 3600,
      tokenPrefix: 'acme_',
      tokenRetentionDays: 30,
      auditRetentionDays: 3_650,
      auditLog: 'stdout',
      auditSinkUrl: 'https://siem.example.com/trail?key=secret',
      auditSinkToken: 'sink-1234',
      encryptionKey: KEY,
      signingKeyRotationDays: 7,
      rateLimitSession: 600,
      rateLimitPersonal: 6000,
      rateLimitAssistant: 60,
      authFailuresPerMinute: 20,
      leakReportsPerMinute: 5,
      valueLookupsPerMinute: 6,
      leakAction: 'revoke',
      githubSecretScanningKeys: new Map([['one', GITHUB_KEY]]),
      maxAssistantsPerOwner: 10,
      maxActiveTokensPerUser: 20,
      maxWebhooksPerUser: 30,
      maxChatsPerUser: 40,
      maxBytesPerChat: 100_000,
      redisUrl: 'rediss://tokens:secret@redis.internal:6380/1',
      webhookAllowedHosts: { names: ['hooks.internal', 'hooks.internal:8443'], blocks: [] },
      modelBaseUrl: 'https://api.example.com/v1',
      modelApiKey: 'sk-1234',
      modelApiVersion: '2024-10-21',
      modelHeaders: { 'api-key': 'a=b==', 'X-Team': 'sales, support' },
      modelDefault: 'small',
      modelTimeout: 30,
      modelConcurrency: 50,
      modelPrices: { currency: 'USD', models: new Map([['small', SMALL_PRICE]]) },
      verificationLane: 'off',
      shutdownDelay: 8,
      logLevel: 'debug',
    });
  });

  it('trims values, except passwords', () => {
    const config = loadConfig({
      PORT: ' 8080 ',
      HOST: ' localhost\n',
      DATABASE_URL: ' postgres://db/tokens ',
      PUBLIC_URL: ' https://tokens.example.com ',
      TRUST_PROXY: ' 2 ',
      ADMIN_PASSWORD: ' correct horse ',
      LOG_LEVEL: ' warn ',
    });

    expect(config).toMatchObject({
      port: 8080,
      host: 'localhost',
      databaseUrl: 'postgres://db/tokens',
      publicUrl: 'https://tokens.example.com',
      trustProxy: 2,
      adminPassword: ' correct horse ',
      logLevel: 'warn',
    });
  });

  describe('TOKEN_PREFIX', () => {
    it.each(['a', 'acme', 'acme_', 'acme_prod_2', 'a'.repeat(16)])('accepts %s', (text) => {
      expect(loadConfig({ TOKEN_PREFIX: text }).tokenPrefix).toBe(text);
    });

    it.each(['_acme', '2acme', 'Acme', 'acme-', 'a'.repeat(17), 'whse'])('refuses %s', (text) => {
      expect(problemsOf({ TOKEN_PREFIX: text })).toEqual([
        `TOKEN_PREFIX must be 1 to 16 lower case letters, digits or underscores, start with a letter and not end with whse, but is "${text}".`,
      ]);
    });
  });

  describe('GITHUB_SECRET_SCANNING_KEYS', () => {
    it.each([
      ['there is no such file', () => join(DIRECTORY, 'none.json')],
      ['the file is no JSON', () => import.meta.filename],
    ])('refuses it if %s', (_name, file) => {
      expect(problemsOf({ GITHUB_SECRET_SCANNING_KEYS: file() })).toEqual([
        expect.stringMatching(/^GITHUB_SECRET_SCANNING_KEYS must be a file with the response of/),
      ]);
    });
  });

  describe.each(NUMBERS)('$name', ({ name, property, min, max }) => {
    it.each([min, max])('accepts %d', (value) => {
      expect(loadConfig({ [name]: String(value) })[property]).toBe(value);
    });

    it.each([...NO_NUMBERS, String(min - 1), String(max + 1), '9'.repeat(25)])(
      'refuses %s',
      (text) => {
        expect(problemsOf({ [name]: text })).toEqual([
          `${name} must be a whole number from ${min} to ${max}, but is "${text}".`,
        ]);
      },
    );
  });

  describe.each([
    ['HOST', 'host'],
    ['METRICS_HOST', 'metricsHost'],
  ] as const)('%s', (name, property) => {
    it.each(['0.0.0.0', '::1', 'localhost', 'tokens.internal'])('accepts %s', (text) => {
      expect(loadConfig({ [name]: text })[property]).toBe(text);
    });

    it.each(['256.0.0.1', '3000', 'http://localhost', 'localhost:3000', 'a b', '[::1]', '*'])(
      'refuses %s',
      (text) => {
        expect(problemsOf({ [name]: text })).toEqual([
          `${name} must be an IP address or a host name, but is "${text}".`,
        ]);
      },
    );
  });

  describe('DATABASE_URL', () => {
    it.each([
      'postgres://db/tokens',
      'postgresql://user:p%40ss@[::1]:5433/tokens?application_name=tokens',
      'postgres:///tokens?host=/var/run/postgresql',
      'postgres://user:secret@a:5432,[::1]:5433/tokens?target_session_attrs=read-write',
    ])('accepts %s', (text) => {
      expect(loadConfig({ DATABASE_URL: text }).databaseUrl).toBe(text);
    });

    it.each([
      ['disable', false],
      ['prefer', { rejectUnauthorized: false }],
      ['require', { rejectUnauthorized: false }],
      ['verify-full', {}],
    ])('reads sslmode=%s as libpq does', (mode, ssl) => {
      const DATABASE_URL = `postgres://db/tokens?sslmode=${mode}`;
      const { databaseUrl } = loadConfig({ DATABASE_URL });
      expect(new Client({ connectionString: databaseUrl ?? '' }).ssl).toEqual(ssl);
    });

    it('refuses sslmode=verify-ca without a CA', () => {
      const DATABASE_URL = 'postgres://user:hunter2@db/tokens?sslmode=verify-ca';
      expect(problemsOf({ DATABASE_URL })).toEqual([
        'DATABASE_URL must name a CA in sslrootcert, because sslmode is verify-ca.',
      ]);
      expect(problemsOf({ DATABASE_URL: `${DATABASE_URL}&sslrootcert=ca.pem` })).toEqual([]);
    });

    it('keeps a choice of compatibility', () => {
      const DATABASE_URL = 'postgres://db/tokens?sslmode=require&uselibpqcompat=false';
      expect(loadConfig({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
    });

    it.each([
      'db.internal',
      'mysql://user:hunter2@db/tokens',
      'http://user:hunter2@db/tokens',
      'postgres:tokens',
      'postgres://user:hunter2/#@db/tokens',
      'postgres://user:hunter2@db:99999/tokens',
      'postgres://user:hunter2@db:5432,other:99999/tokens',
    ])('refuses %s without repeating it', (text) => {
      expect(problemsOf({ DATABASE_URL: text })).toEqual([
        'DATABASE_URL must be a postgres:// or postgresql:// URL.',
      ]);
    });
  });

  describe('DATABASE_DIRECT_URL', () => {
    it('is refused without repeating it', () => {
      const env = { DATABASE_URL: 'postgres://db/tokens', DATABASE_DIRECT_URL: 'hunter2' };
      expect(problemsOf(env)).toEqual([
        'DATABASE_DIRECT_URL must be a postgres:// or postgresql:// URL.',
      ]);
    });

    it('needs DATABASE_URL', () => {
      expect(problemsOf({ DATABASE_DIRECT_URL: 'postgres://db/tokens' })).toEqual([
        'DATABASE_URL must be set when DATABASE_DIRECT_URL is.',
      ]);
    });
  });

  describe('PUBLIC_URL', () => {
    it.each([
      ['https://tokens.example.com', 'https://tokens.example.com'],
      ['https://tokens.example.com/', 'https://tokens.example.com'],
      ['HTTPS://Tokens.Example.com:443/', 'https://tokens.example.com'],
      ['http://localhost:3000', 'http://localhost:3000'],
      ['http://[::1]:3000/', 'http://[::1]:3000'],
      ['https://example.com/tokens', 'https://example.com/tokens'],
      ['HTTPS://Example.com:443/Tokens/v1.0_a~b-c/', 'https://example.com/Tokens/v1.0_a~b-c'],
    ])('reads %s as %s', (text, url) => {
      expect(loadConfig({ PUBLIC_URL: text }).publicUrl).toBe(url);
    });

    it.each([
      'tokens.example.com',
      'ftp://tokens.example.com',
      'https:tokens.example.com',
      'https://',
      'https://user@tokens.example.com',
      'https://tokens.example.com/?query',
      'https://tokens.example.com?',
      'https://tokens.example.com/#fragment',
      'https://user@example.com/tokens',
      'https://example.com/tokens?query',
      'https://example.com/tokens#fragment',
      'https://example.com//',
      'https://example.com/tokens//',
      'https://example.com//evil.example.com',
      'https://example.com/a//b',
      'https://example.com/a b',
      'https://example.com/a%20b',
      'https://example.com/{id}',
      'https://example.com/a;b',
      'https://example.com/a"b',
    ])('refuses %s', (text) => {
      expect(problemsOf({ PUBLIC_URL: text })).toEqual([
        `PUBLIC_URL must be an http:// or https:// URL without credentials or query, with only letters, digits and . _ ~ - in its path, but is ${JSON.stringify(text)}.`,
      ]);
    });
  });

  describe('CORS_ORIGINS', () => {
    it.each([
      ['*', '*'],
      [' * ', '*'],
      ['https://app.example.com', ['https://app.example.com']],
      ['HTTPS://App.Example.com:443/', ['https://app.example.com']],
      [
        'https://app.example.com, http://localhost:5173,capacitor://localhost',
        ['https://app.example.com', 'http://localhost:5173', 'capacitor://localhost'],
      ],
    ])('reads %s', (text, value) => {
      expect(loadConfig({ CORS_ORIGINS: text }).corsOrigins).toEqual(value);
    });

    it.each([
      'app.example.com',
      'null',
      '*.example.com',
      'https://*.example.com',
      'https://app.example.com/path',
      'https://user@app.example.com',
      'https://app.example.com:99999',
      'https://app.example.com,',
      'https://app.example.com,*',
      'https://app.example.com https://other.example.com',
    ])('refuses %s', (text) => {
      expect(problemsOf({ CORS_ORIGINS: text })).toEqual([
        `CORS_ORIGINS must be * or a comma separated list of origins without credentials, path or query, but is "${text}".`,
      ]);
    });
  });

  describe('TRUST_PROXY', () => {
    it.each([
      ['false', false],
      ['1', 1],
      ['32', 32],
      ['loopback', ['loopback']],
      ['10.0.0.1', ['10.0.0.1']],
      [
        'loopback, linklocal,uniquelocal , 10.0.0.0/8, ::1, fd00::/8',
        ['loopback', 'linklocal', 'uniquelocal', '10.0.0.0/8', '::1', 'fd00::/8'],
      ],
    ])('reads %s', (text, value) => {
      expect(loadConfig({ TRUST_PROXY: text }).trustProxy).toEqual(value);
    });

    it.each([
      'true',
      'TRUE',
      '*',
      '0',
      '33',
      '-1',
      '1.5',
      '01',
      '1, loopback',
      'loopback,',
      'Loopback',
      'proxy.internal',
      '10.0.0',
      '10.0.0.256',
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/255.0.0.0',
      'fd00::/129',
      'fe80::1%eth0',
    ])('refuses %s', (text) => {
      const [problem, ...others] = problemsOf({ TRUST_PROXY: text });

      expect(others).toEqual([]);
      expect(problem).toMatch(/^TRUST_PROXY must be a hop count from 1 to 32 or a comma separated/);
      expect(problem).toContain('never true, which lets any client choose its address');
      expect(problem?.endsWith(`, but is "${text}".`)).toBe(true);
    });
  });

  it.each([
    ['TRUST_PROXY', '10.1.1.1/8'],
    ['TRUST_PROXY', 'loopback, 10.1.1.1/8'],
    ['WEBHOOK_ALLOWED_HOSTS', 'hooks.internal, 10.1.1.1/8'],
  ])('%s refuses the block with host bits in %s', (name, text) => {
    expect(problemsOf({ [name]: text })).toEqual([
      `${name} must not contain 10.1.1.1/8, which has host bits: write 10.0.0.0/8 for the block or 10.1.1.1 for the address, but is "${text}".`,
    ]);
  });

  describe('ADMIN_USERNAME', () => {
    it.each(['a', '0', 'a.b_c-d', 'a'.repeat(63)])('accepts %s', (text) => {
      expect(loadConfig({ ADMIN_USERNAME: text }).adminUsername).toBe(text);
    });

    it.each(['Admin', '.admin', '-admin', 'ad min', 'ädmin', 'a'.repeat(64)])(
      'refuses %s',
      (text) => {
        expect(problemsOf({ ADMIN_USERNAME: text })).toEqual([
          'ADMIN_USERNAME must be 1 to 63 lower case letters, digits, dots, underscores or hyphens ' +
            `and start with a letter or digit, but is "${text}".`,
        ]);
      },
    );
  });

  describe('ADMIN_PASSWORD', () => {
    it.each(['x'.repeat(12), 'x'.repeat(72), 'é'.repeat(6), '🔑'.repeat(18), '%'.repeat(72)])(
      'takes %s',
      (text) => {
        expect(loadConfig({ ADMIN_PASSWORD: text }).adminPassword).toBe(text);
      },
    );

    it.each(['hunter2', 'x'.repeat(11), 'x'.repeat(73), 'é'.repeat(37)])(
      'refuses %s without repeating it',
      (text) => {
        expect(problemsOf({ ADMIN_PASSWORD: text })).toEqual([
          'ADMIN_PASSWORD must have 12 to 72 bytes in UTF-8; bcrypt ignores everything after byte 72.',
        ]);
      },
    );
  });

  it('ADMIN_PASSWORD refuses control characters', () => {
    expect(problemsOf({ ADMIN_PASSWORD: 'correct\thorse battery' })).toEqual([
      'ADMIN_PASSWORD must not contain control characters or characters that Unicode does not define.',
    ]);
  });

  describe('ENCRYPTION_KEY', () => {
    const bytes = KEY.export();

    it.each([
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      bytes.toString('base64'),
      bytes.toString('base64').replace('=', ''),
      bytes.toString('base64url'),
      ` ${bytes.toString('base64')}\n`,
    ])('accepts %j', (text) => {
      expect(loadConfig({ ENCRYPTION_KEY: text }).encryptionKey?.equals(KEY)).toBe(true);
    });

    it.each([
      'hunter2',
      bytes.subarray(1).toString('hex'),
      bytes.subarray(1).toString('base64'),
      Buffer.concat([bytes, bytes]).toString('base64'),
      `${bytes.toString('base64')}=`,
      `${bytes.toString('base64').slice(0, -2)}!=`,
      bytes.toString('latin1'),
    ])('refuses %j without repeating it', (text) => {
      expect(problemsOf({ ENCRYPTION_KEY: text })).toEqual([
        'ENCRYPTION_KEY must be 32 random bytes in base64 or hexadecimal, such as `openssl rand -base64 32` prints.',
      ]);
    });

    it('appears in no log', () => {
      const { encryptionKey } = loadConfig({ ENCRYPTION_KEY: bytes.toString('hex') });
      expect(JSON.stringify(encryptionKey)).toBe('{}');
      expect(inspect(encryptionKey)).not.toContain(bytes.toString('hex').slice(0, 8));
    });
  });

  describe('REDIS_URL', () => {
    it.each(['redis://redis', 'redis://:secret@10.0.0.7:6380/', 'REDISS://[::1]/15'])(
      'takes %s',
      (text) => {
        expect(loadConfig({ REDIS_URL: text }).redisUrl).toBe(text);
      },
    );

    it.each([
      'redis.internal:6379',
      'http://redis',
      'redis://',
      'redis://redis/tokens',
      'redis://:%ff@redis',
    ])('refuses %s without repeating it', (text) => {
      expect(problemsOf({ REDIS_URL: text })).toEqual([
        'REDIS_URL must be a redis:// or rediss:// URL, with the number of a database or without.',
      ]);
    });
  });

  describe('WEBHOOK_ALLOWED_HOSTS', () => {
    it.each([
      'localhost',
      '10.0.0.0/8',
      '127.0.0.1:8080',
      '[::1]:8080,::1',
      'fd00::/8, a.internal',
    ])('accepts %s', (text) => {
      expect(loadConfig({ WEBHOOK_ALLOWED_HOSTS: text }).webhookAllowedHosts).toBeInstanceOf(
        Object,
      );
    });

    it.each([
      'http://localhost',
      'a b',
      '10.0.0.0/33',
      '10.1',
      'host:0',
      'host:65536',
      '*',
      '[::1]',
    ])('refuses %s', (text) => {
      expect(problemsOf({ WEBHOOK_ALLOWED_HOSTS: text })).toEqual([
        `WEBHOOK_ALLOWED_HOSTS must be a comma separated list of host, host:port, IP address or CIDR block, but is "${text}".`,
      ]);
    });
  });

  describe('MODEL_BASE_URL', () => {
    const OTHERS = { MODEL_DEFAULT: 'small' };

    it.each([
      ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
      [' https://api.example.com/v1// ', 'https://api.example.com/v1'],
      ['https://api.example.com', 'https://api.example.com'],
    ])('reads %j as %j', (text, url) => {
      expect(loadConfig({ ...OTHERS, MODEL_BASE_URL: text }).modelBaseUrl).toBe(url);
    });

    it.each([
      'api.example.com',
      'ftp://api.example.com',
      'https://',
      'https://key@api.example.com',
      'https://api.example.com/v1?key=1',
      'https://api.example.com/v1#',
    ])('refuses %s', (text) => {
      expect(problemsOf({ ...OTHERS, MODEL_BASE_URL: text })).toEqual([
        `MODEL_BASE_URL must be an http:// or https:// URL without credentials or query, but is "${text}".`,
      ]);
    });

    it.each(['/v1/chat/completions', '/v1/chat/completions/', '/V1/Chat/Completions'])(
      'must not end as %s does, because the service adds that',
      (path) => {
        expect(problemsOf({ ...OTHERS, MODEL_BASE_URL: `https://api.example.com${path}` })).toEqual(
          [
            expect.stringMatching(
              /^MODEL_BASE_URL must not end in \/chat\/completions, because the service adds that/,
            ),
          ],
        );
      },
    );

    it.each(['MODEL_DEFAULT', 'MODEL_API_KEY'])('is required with %s', (name) => {
      expect(problemsOf({ [name]: 'small' })).toContainEqual(
        expect.stringMatching(/^MODEL_BASE_URL must be set when MODEL_API_KEY or MODEL_DEFAULT is/),
      );
    });

    it('requires MODEL_DEFAULT', () => {
      expect(problemsOf({ MODEL_BASE_URL: 'https://api.example.com' })).toEqual([
        'MODEL_DEFAULT must be set when MODEL_BASE_URL is.',
      ]);
    });

    it('never shows the key', () => {
      const problems = problemsOf({
        ...OTHERS,
        MODEL_BASE_URL: 'https://x',
        MODEL_API_KEY: 'sk 1',
      });
      expect(problems).toEqual(['MODEL_API_KEY must be printable ASCII without spaces.']);
    });
  });

  describe('MODEL_PRICES', () => {
    it.each([
      ['no JSON', '{', 'JSON'],
      ['a list', '[]', 'an object with currency and models'],
      ['no currency', '{"models":{}}', 'a currency such as "USD"'],
      ['no such currency', '{"currency":"dollars","models":{}}', 'a currency such as "USD"'],
      ['no models', '{"currency":"USD"}', 'an object "models" with the prices of each model'],
      ['another member', '{"currency":"USD","models":{},"model":{}}', 'no member "model"'],
      ['no price', '{"currency":"USD","models":{"small":1}}', AMOUNTS],
      ['half a price', '{"currency":"USD","models":{"small":{"inputPerMillion":1}}}', AMOUNTS],
      ['a text as price', pricesWith({ inputPerMillion: '1' }), AMOUNTS],
      ['a negative price', pricesWith({ outputPerMillion: -1 }), AMOUNTS],
      ['too high a price', pricesWith({ outputPerMillion: 1e10 }), AMOUNTS],
      ['more than a price', pricesWith({ perImage: 1 }), AMOUNTS],
    ])('refuses a file with %s', (_what, text, expected) => {
      const path = pricesFile(text);
      expect(problemsOf({ MODEL_PRICES: path })).toEqual([
        `MODEL_PRICES must be the path of a file that contains ${expected}, but is ${JSON.stringify(path)}.`,
      ]);
    });

    it('refuses a path without a file', () => {
      expect(problemsOf({ MODEL_PRICES: '/no/such/file' })).toEqual([
        'MODEL_PRICES must be the path of a file that the service can read, but is "/no/such/file".',
      ]);
    });
  });

  describe('MODEL_HEADERS', () => {
    it.each([
      'secret-1',
      '=secret-1',
      'api-key=',
      'api key=secret-1',
      'api-key=secret-1%0A',
      'api-key=secret-1%',
      'a=b,Content-Type=secret-1',
      'host=secret-1',
    ])('refuses %s, and never shows it', (text) => {
      expect(problemsOf({ MODEL_HEADERS: text })).toEqual([
        expect.stringMatching(
          /^MODEL_HEADERS must be a comma separated list of name=value(?!.*secret-1)/,
        ),
      ]);
    });
  });

  it('accepts on and off for VERIFICATION_LANE', () => {
    expect(problemsOf({ VERIFICATION_LANE: 'true' })).toEqual([
      'VERIFICATION_LANE must be on or off, but is "true".',
    ]);
  });

  describe('AUDIT_SINK_URL', () => {
    it.each(['https://siem.example.com/', 'http://127.0.0.1:8088/in', 'http://localhost/'])(
      'accepts %s',
      (text) => {
        expect(loadConfig({ AUDIT_SINK_URL: text }).auditSinkUrl).toBe(text);
      },
    );

    it.each(['http://siem.example.com/', 'https://user:secret@siem.example.com/', 'siem'])(
      'refuses %s without showing it',
      (text) => {
        expect(problemsOf({ AUDIT_SINK_URL: text })).toEqual([
          'AUDIT_SINK_URL must be an https:// URL without credentials; http:// is allowed for this machine only.',
        ]);
      },
    );

    it('is required with AUDIT_SINK_TOKEN', () => {
      expect(problemsOf({ AUDIT_SINK_TOKEN: 'a-token' })).toEqual([
        'AUDIT_SINK_URL must be set when AUDIT_SINK_TOKEN is.',
      ]);
    });
  });

  describe('LOG_LEVEL', () => {
    it.each(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])(
      'accepts %s',
      (text) => {
        expect(loadConfig({ LOG_LEVEL: text }).logLevel).toBe(text);
      },
    );

    it.each(['verbose', 'INFO', '30'])('refuses %s', (text) => {
      expect(problemsOf({ LOG_LEVEL: text })).toEqual([
        `LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, but is "${text}".`,
      ]);
    });
  });

  it('reports every problem at once, in the order of the variables', () => {
    const problems = problemsOf({
      LOG_LEVEL: 'bad',
      MODEL_CONCURRENCY: 'bad',
      MODEL_PRICES: 'bad',
      VERIFICATION_LANE: 'bad',
      SHUTDOWN_DELAY: 'bad',
      MODEL_TIMEOUT: 'bad',
      MODEL_API_KEY: 'b ad',
      MODEL_API_VERSION: 'b&ad',
      MODEL_HEADERS: 'bad',
      MODEL_BASE_URL: 'bad',
      SIGNING_KEY_ROTATION_DAYS: 'bad',
      ENCRYPTION_KEY: 'bad',
      REDIS_URL: 'bad',
      WEBHOOK_ALLOWED_HOSTS: 'bad host',
      AUTH_FAILURES_PER_MINUTE: 'bad',
      LEAK_REPORTS_PER_MINUTE: 'bad',
      VALUE_LOOKUPS_PER_MINUTE: 'bad',
      LEAK_ACTION: 'bad',
      GITHUB_SECRET_SCANNING_KEYS: 'no file',
      MAX_ASSISTANTS_PER_OWNER: '-1',
      MAX_ACTIVE_TOKENS_PER_USER: '-1',
      MAX_WEBHOOKS_PER_USER: '-1',
      MAX_CHATS_PER_USER: '-1',
      MAX_BYTES_PER_CHAT: '-1',
      RATE_LIMIT_ASSISTANT: 'bad',
      RATE_LIMIT_PERSONAL: 'bad',
      RATE_LIMIT_SESSION: 'bad',
      TOKEN_PREFIX: 'BAD',
      TOKEN_RETENTION_DAYS: 'bad',
      AUDIT_RETENTION_DAYS: 'bad',
      AUDIT_LOG: 'bad',
      AUDIT_SINK_URL: 'bad',
      AUDIT_SINK_TOKEN: 'b ad',
      SESSION_TTL: 'bad',
      AI_SEATS: 'bad',
      ADMIN_PASSWORD: 'bad',
      ADMIN_USERNAME: 'BAD',
      TRUST_PROXY: 'bad',
      CORS_ORIGINS: 'bad',
      PUBLIC_URL: 'bad',
      DATABASE_POOL_SIZE: 'bad',
      CREDENTIAL_CACHE_SIZE: '0',
      DATABASE_DIRECT_URL: 'bad',
      DATABASE_URL: 'bad',
      METRICS_HOST: 'bad host',
      METRICS_PORT: 'bad',
      HOST: 'bad host',
      PORT: 'bad',
    });

    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(
      NAMES.filter((name) => name !== 'DATA_DIR'),
    );
  });

  it('includes every problem in the error message', () => {
    expect(() => loadConfig({ PORT: 'abc', LOG_LEVEL: 'loud' })).toThrow(
      'PORT must be a whole number from 0 to 65535, but is "abc".\n' +
        'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, but is "loud".',
    );
  });

  it('quotes a multi-line value on one line', () => {
    expect(problemsOf({ LOG_LEVEL: 'in\n"fo"' })).toEqual([
      expect.stringMatching(/, but is "in\\n\\"fo\\""\.$/),
    ]);
  });
});

describe('configHelp', () => {
  const lines = configHelp().split('\n');

  it('starts with the usage', () => {
    expect(lines[0]).toMatch(/^Usage: .*npm start/);
  });

  it('lists every variable in the order of the class, with its default', () => {
    const rows = lines.slice(3).filter((line) => !line.startsWith(' '));

    expect(envVariablesOf(Config).map(({ name }) => name)).toEqual(NAMES);
    expect(rows.map((row) => row.split(/\s+/).slice(0, 2))).toEqual(
      Object.values(DEFAULTS).map((value, index) => [NAMES[index], String(value ?? '-')]),
    );
  });

  it('aligns the descriptions and stays within 100 columns', () => {
    const [header = '', ...rows] = lines.slice(2);
    const column = header.indexOf('Description');

    for (const row of rows) {
      expect(row.length).toBeLessThanOrEqual(100);
      expect(row.slice(column - 2, column + 1)).toMatch(/^ {2}\S$/);
    }
  });
});
