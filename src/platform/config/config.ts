import type { KeyObject } from 'node:crypto';
import { IsByteLength, IsIn, IsNotEmpty, IsOptional, Matches, ValidateIf } from 'class-validator';
import { NATURAL_ID_PATTERN } from '../ids/natural-id.js';
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES } from './values/password-length.js';
import { IsAllowedHosts, parseAllowedHosts } from './values/allowed-hosts.js';
import type { AllowedHosts } from './values/allowed-hosts.js';
import { Env } from './env.decorator.js';
import { IsBaseUrl, parseBaseUrl } from './values/base-url.js';
import { IsEncryptionKey, parseEncryptionKey } from './values/encryption-key.js';
import { IsHost } from './values/host.js';
import { LOG_LEVELS, type LogLevel } from './values/log-level.js';
import { IsOrigin, parseOrigin } from './values/origin.js';
import { IsOriginList, parseOriginList } from './values/origin-list.js';
import { IsPostgresUrl } from './values/postgres-url.js';
import { IsRedisUrl } from './values/redis-url.js';
import { IsTrustProxy, parseTrustProxy, type TrustProxy } from './values/trust-proxy.js';
import { IsWholeNumber, parseWholeNumber } from './values/whole-number.js';

const SECONDS_PER_YEAR = 31_536_000;
const MAX_SEATS = 2_147_483_647;
const MAX_RATE = 1_000_000;

/** Everything the service takes from its environment; the messages complete "VARIABLE …". */
export class Config {
  @Env({
    name: 'PORT',
    description: 'TCP port of the API. Use 0 for any free port.',
    default: 3000,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, 65_535)
  readonly port: number;

  @Env({
    name: 'HOST',
    description:
      'Address or host name that the API listens on. Use 0.0.0.0 for every IPv4 interface.',
    default: '127.0.0.1',
  })
  @IsHost()
  readonly host: string;

  @Env({
    name: 'METRICS_PORT',
    description:
      'TCP port of the Prometheus metrics at /metrics. Use 0 for any free port. When empty, the service exposes no metrics.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(0, 65_535)
  readonly metricsPort: number | null;

  @Env({
    name: 'METRICS_HOST',
    description:
      'Address or host name that the metrics listen on. Anybody who reaches it can read the metrics without a credential.',
    default: '127.0.0.1',
  })
  @IsHost()
  readonly metricsHost: string;

  @Env({
    name: 'DATABASE_URL',
    description:
      'PostgreSQL to use, as a postgres:// or postgresql:// URL. When empty, the service runs an embedded PostgreSQL in DATA_DIR.',
    secret: true,
  })
  @IsOptional()
  @IsPostgresUrl()
  readonly databaseUrl: string | null;

  @Env({
    name: 'DATABASE_POOL_SIZE',
    description: 'Maximum number of pooled connections to PostgreSQL.',
    default: 10,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 200)
  readonly databasePoolSize: number;

  @Env({
    name: 'CREDENTIAL_CACHE_SIZE',
    description: 'Maximum number of verified credentials kept in memory. Each takes about 1 KB.',
    default: 100_000,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 10_000_000)
  readonly credentialCacheSize: number;

  @Env({
    name: 'DATA_DIR',
    description: 'Directory of the embedded PostgreSQL.',
    default: '.data',
  })
  @IsNotEmpty()
  readonly dataDir: string;

  @Env({
    name: 'PUBLIC_URL',
    description:
      'Origin at which clients reach the service, such as https://tokens.example.com, without a path.',
    parse: parseOrigin,
  })
  @IsOptional()
  @IsOrigin()
  readonly publicUrl: string | null;

  @Env({
    name: 'CORS_ORIGINS',
    description:
      'Origins whose pages may read responses of the API: a comma separated list such as https://app.example.com,capacitor://localhost, or * for all origins. When empty, only pages of the host that a token is restricted to may read the responses to it.',
    parse: parseOriginList,
  })
  @IsOptional()
  @IsOriginList()
  readonly corsOrigins: readonly string[] | '*' | null;

  @Env({
    name: 'TRUST_PROXY',
    description:
      'Proxies whose X-Forwarded-* headers the service trusts: the number of proxies in front of the service, or a comma separated list of addresses, CIDR blocks or the names loopback, linklocal, uniquelocal. The value true is refused.',
    default: false,
    parse: parseTrustProxy,
  })
  @IsTrustProxy()
  readonly trustProxy: TrustProxy;

  @Env({
    name: 'ADMIN_USERNAME',
    description: 'Username of the first admin.',
    default: 'admin',
  })
  @Matches(NATURAL_ID_PATTERN, {
    message:
      'must be 1 to 63 lower case letters, digits, dots, underscores or hyphens and start with a letter or digit',
  })
  readonly adminUsername: string;

  @Env({
    name: 'ADMIN_PASSWORD',
    description: `Password of the first admin, ${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes in UTF-8. The service reads it at the first start only. When empty, the service generates a password.`,
    parse: (text) => text,
    secret: true,
  })
  @IsOptional()
  @IsByteLength(PASSWORD_MIN_BYTES, PASSWORD_MAX_BYTES, {
    message: `must be ${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes long in UTF-8`,
  })
  readonly adminPassword: string | null;

  @Env({
    name: 'AI_SEATS',
    description: 'Number of AI seats. When empty, there is no limit.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(0, MAX_SEATS)
  readonly aiSeats: number | null;

  @Env({
    name: 'SESSION_TTL',
    description: 'Lifetime of a session, in seconds.',
    default: 43_200,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(60, SECONDS_PER_YEAR)
  readonly sessionTtl: number;

  @Env({
    name: 'TOKEN_RETENTION_DAYS',
    description: 'Number of days for which the service keeps expired and revoked tokens.',
    default: 90,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 3650)
  readonly tokenRetentionDays: number;

  @Env({
    name: 'ENCRYPTION_KEY',
    description:
      'Key that encrypts signing keys, the DPoP nonce key and webhook secrets in the database: 32 bytes in base64 or hexadecimal, the same for all instances. When empty, the service stores them unencrypted.',
    parse: parseEncryptionKey,
    secret: true,
  })
  @IsOptional()
  @IsEncryptionKey()
  readonly encryptionKey: KeyObject | null;

  @Env({
    name: 'SIGNING_KEY_ROTATION_DAYS',
    description: 'Number of days for which one key signs JWTs before the next key replaces it.',
    default: 30,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 365)
  readonly signingKeyRotationDays: number;

  @Env({
    name: 'RATE_LIMIT_SESSION',
    description: 'Requests per minute for each session. When empty, there is no limit.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(1, MAX_RATE)
  readonly rateLimitSession: number | null;

  @Env({
    name: 'RATE_LIMIT_PERSONAL',
    description:
      'Requests per minute for each personal token, unless the token has a lower limit. When empty, there is no limit.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(1, MAX_RATE)
  readonly rateLimitPersonal: number | null;

  @Env({
    name: 'RATE_LIMIT_ASSISTANT',
    description:
      'Requests per minute for each assistant token, unless the token has a lower limit. When empty, there is no limit.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(1, MAX_RATE)
  readonly rateLimitAssistant: number | null;

  @Env({
    name: 'AUTH_FAILURES_PER_MINUTE',
    description:
      'Failed authentications per minute that one client address may cause before the service returns 429. Use 0 for no limit. When empty, the limit is 100, and loopback addresses have none.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(0, MAX_RATE)
  readonly authFailuresPerMinute: number | null;

  @Env({
    name: 'REDIS_URL',
    description:
      'Redis or Valkey in which all instances count requests together, as a redis:// or rediss:// URL. When empty, each instance counts on its own.',
    secret: true,
  })
  @IsOptional()
  @IsRedisUrl()
  readonly redisUrl: string | null;

  @Env({
    name: 'WEBHOOK_ALLOWED_HOSTS',
    description:
      'Hosts that webhooks may reach in addition to public hosts over HTTPS, also over plain HTTP: a comma separated list of host, host:port, IP address or CIDR block.',
    parse: parseAllowedHosts,
  })
  @IsOptional()
  @IsAllowedHosts()
  readonly webhookAllowedHosts: AllowedHosts | null;

  @Env({
    name: 'MODEL_BASE_URL',
    description:
      'URL of an OpenAI-compatible model API, such as https://api.openai.com/v1. When empty, a built-in echo answers chats.',
    parse: parseBaseUrl,
  })
  @ValidateIf(({ modelBaseUrl, modelApiKey, modelDefault }: Config) =>
    [modelBaseUrl, modelApiKey, modelDefault].some((value) => value !== null),
  )
  @IsBaseUrl()
  @IsNotEmpty({ message: 'must be set when MODEL_API_KEY or MODEL_DEFAULT is' })
  readonly modelBaseUrl: string | null;

  @Env({
    name: 'MODEL_API_KEY',
    description: 'API key for MODEL_BASE_URL. When empty, the service sends none.',
    secret: true,
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be printable ASCII without spaces' })
  readonly modelApiKey: string | null;

  @Env({
    name: 'MODEL_DEFAULT',
    description: 'Model of the assistants that name none. Required with MODEL_BASE_URL.',
  })
  @ValidateIf(({ modelBaseUrl, modelDefault }: Config) => (modelBaseUrl ?? modelDefault) !== null)
  @IsNotEmpty({ message: 'must be set when MODEL_BASE_URL is' })
  readonly modelDefault: string | null;

  @Env({
    name: 'MODEL_TIMEOUT',
    description: 'Number of seconds for which a model may send nothing before its answer fails.',
    default: 60,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 290)
  readonly modelTimeout: number;

  @Env({
    name: 'MODEL_CONCURRENCY',
    description:
      'Maximum number of answers that one instance generates at once. The service refuses more with 503.',
    default: 200,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 10_000)
  readonly modelConcurrency: number;

  @Env({
    name: 'VERIFICATION_LANE',
    description:
      'Use on to let a fast path in front of the web framework serve most verification and introspection requests. Use off to let the framework serve all of them. The responses are the same.',
    default: 'on',
  })
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  readonly verificationLane: 'on' | 'off';

  @Env({
    name: 'LOG_LEVEL',
    description: `Lowest severity to log: ${LOG_LEVELS.join(', ')}.`,
    default: 'info',
  })
  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  readonly logLevel: LogLevel;
}
