import type { KeyObject } from 'node:crypto';
import { IsIn, IsNotEmpty, IsOptional, Matches, ValidateIf } from 'class-validator';
import { DEFAULT_TOKEN_PREFIX, TOKEN_PREFIX } from '../crypto/secret-pattern.js';
import { NATURAL_ID_PATTERN } from '../ids/natural-id.js';
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES } from '../passwords/password-length.js';
import { HasPasswordCharacters, HasPasswordLength } from '../passwords/password-rules.js';
import { IsAllowedHosts, parseAllowedHosts } from './values/allowed-hosts.js';
import type { AllowedHosts } from './values/allowed-hosts.js';
import { Env } from './env.decorator.js';
import { IsBaseUrl, parseBaseUrl } from './values/base-url.js';
import { IsEncryptionKey, parseEncryptionKey } from './values/encryption-key.js';
import { IsHeaderList, parseHeaderList } from './values/header-list.js';
import type { HeaderList } from './values/header-list.js';
import { IsGithubKeys, parseGithubKeys } from './values/github-keys.js';
import type { GithubKeys } from './values/github-keys.js';
import { IsHost } from './values/host.js';
import { LEAK_ACTIONS, type LeakAction } from './values/leak-action.js';
import { withLibpqSslMode } from './values/libpq-ssl-mode.js';
import { IsModelPrices, readModelPrices } from './values/model-prices.js';
import type { ModelPrices } from './values/model-prices.js';
import { LOG_LEVELS, type LogLevel } from './values/log-level.js';
import { IsOriginList, parseOriginList } from './values/origin-list.js';
import { IsPostgresUrl, NamesNeededCa } from './values/postgres-url.js';
import { IsPublicUrl, parsePublicUrl } from './values/public-url.js';
import { IsRedisUrl } from './values/redis-url.js';
import { IsSinkUrl } from './values/sink-url.js';
import { IsTrustProxy, parseTrustProxy, type TrustProxy } from './values/trust-proxy.js';
import { IsWholeNumber, parseWholeNumber } from './values/whole-number.js';

const SECONDS_PER_YEAR = 31_536_000;
const MAX_QUOTA = 2_000_000_000;
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
      'PostgreSQL to use, as a postgres:// or postgresql:// URL. The URL may name several hosts, such as postgres://a:5432,b:5432/db, and the service uses the primary among them. When empty, the service runs an embedded PostgreSQL in DATA_DIR.',
    parse: (text) => withLibpqSslMode(text.trim()),
    secret: true,
  })
  @ValidateIf(
    ({ databaseUrl, databaseDirectUrl }: Config) => (databaseUrl ?? databaseDirectUrl) !== null,
  )
  @NamesNeededCa()
  @IsPostgresUrl()
  @IsNotEmpty({ message: 'must be set when DATABASE_DIRECT_URL is' })
  readonly databaseUrl: string | null;

  @Env({
    name: 'DATABASE_DIRECT_URL',
    description:
      'URL of the same database that leads past the connection pooler. Required when DATABASE_URL leads to a pooler that does not keep sessions, such as PgBouncer with pool_mode = transaction.',
    parse: (text) => withLibpqSslMode(text.trim()),
    secret: true,
  })
  @IsOptional()
  @NamesNeededCa()
  @IsPostgresUrl()
  readonly databaseDirectUrl: string | null;

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
      'URL at which clients reach the service, such as https://tokens.example.com. With a path, such as https://example.com/tokens, the proxy must remove the path.',
    parse: parsePublicUrl,
  })
  @IsOptional()
  @IsPublicUrl()
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
  @HasPasswordCharacters()
  @HasPasswordLength()
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
    name: 'TOKEN_PREFIX',
    description:
      'Start of the values of new tokens and child tokens, so that secret scanners recognize those of your company: 1 to 16 lower case letters, digits and underscores that start with a letter. A letter for the kind follows it, so acme_ gives acme_t_… and acme_c_…. Tokens with an earlier prefix stay valid.',
    default: DEFAULT_TOKEN_PREFIX,
  })
  @Matches(new RegExp(`^(?!.*whse$)${TOKEN_PREFIX}$`), {
    message:
      'must be 1 to 16 lower case letters, digits or underscores, start with a letter and not end with whse',
  })
  readonly tokenPrefix: string;

  @Env({
    name: 'TOKEN_RETENTION_DAYS',
    description: 'Number of days for which the service keeps expired and revoked tokens.',
    default: 90,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 3650)
  readonly tokenRetentionDays: number;

  @Env({
    name: 'AUDIT_RETENTION_DAYS',
    description:
      'Number of days for which the service keeps the events of the audit trail. The signed heads stay. When empty, the service keeps all events.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(1, 36_500)
  readonly auditRetentionDays: number | null;

  @Env({
    name: 'AUDIT_LOG',
    description:
      'Set it to stdout to write each event of the audit trail to standard output too, as a line of JSON, once it is signed.',
  })
  @IsOptional()
  @IsIn(['stdout'], { message: 'must be stdout' })
  readonly auditLog: 'stdout' | null;

  @Env({
    name: 'AUDIT_SINK_URL',
    description:
      'HTTPS URL that receives the audit trail: a POST with lines of JSON for each signed batch. When empty, the service sends none.',
    secret: true,
  })
  @ValidateIf(
    ({ auditSinkUrl, auditSinkToken }: Config) => (auditSinkUrl ?? auditSinkToken) !== null,
  )
  @IsSinkUrl()
  @IsNotEmpty({ message: 'must be set when AUDIT_SINK_TOKEN is' })
  readonly auditSinkUrl: string | null;

  @Env({
    name: 'AUDIT_SINK_TOKEN',
    description:
      'Token that the service sends to AUDIT_SINK_URL as Authorization: Bearer. When empty, the service sends none.',
    secret: true,
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be printable ASCII without spaces' })
  readonly auditSinkToken: string | null;

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
    name: 'LEAK_REPORTS_PER_MINUTE',
    description:
      'Leak reports per minute that one client address may send before the service returns 429. Use 0 for no limit.',
    default: 60,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_RATE)
  readonly leakReportsPerMinute: number;

  @Env({
    name: 'VALUE_LOOKUPS_PER_MINUTE',
    description:
      'Values per minute that one user may ask about, to find or to explain their tokens, before the service returns 429. Use 0 for no limit.',
    default: 300,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_RATE)
  readonly valueLookupsPerMinute: number;

  @Env({
    name: 'LEAK_ACTION',
    description: `What happens to a live token that somebody reports as leaked: ${LEAK_ACTIONS.join(', ')}. A policy may ask for more. The audit trail and a webhook event tell about it in any case.`,
    default: 'alert',
  })
  @IsIn(LEAK_ACTIONS, { message: `must be one of ${LEAK_ACTIONS.join(', ')}` })
  readonly leakAction: LeakAction;

  @Env({
    name: 'GITHUB_SECRET_SCANNING_KEYS',
    description:
      'File with the public keys of GitHub, as https://api.github.com/meta/public_keys/secret_scanning returns them. When empty, the service refuses signed reports of GitHub.',
    parse: parseGithubKeys,
  })
  @IsOptional()
  @IsGithubKeys()
  readonly githubSecretScanningKeys: GithubKeys | null;

  @Env({
    name: 'MAX_ASSISTANTS_PER_OWNER',
    description: 'Assistants that a user or a team may own. Use 0 for no limit.',
    default: 1_000,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_QUOTA)
  readonly maxAssistantsPerOwner: number;

  @Env({
    name: 'MAX_ACTIVE_TOKENS_PER_USER',
    description: 'Active tokens that a user may own, without child tokens. Use 0 for no limit.',
    default: 10_000,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_QUOTA)
  readonly maxActiveTokensPerUser: number;

  @Env({
    name: 'MAX_WEBHOOKS_PER_USER',
    description: 'Webhooks that a user may create. Use 0 for no limit.',
    default: 100,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_QUOTA)
  readonly maxWebhooksPerUser: number;

  @Env({
    name: 'MAX_CHATS_PER_USER',
    description:
      'Chats that a user may have, with those of the tokens of the user. Use 0 for no limit.',
    default: 100_000,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_QUOTA)
  readonly maxChatsPerUser: number;

  @Env({
    name: 'MAX_BYTES_PER_CHAT',
    description: 'Bytes of text in a chat, and 1,000 more for each message. Use 0 for no limit.',
    default: 20_000_000,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(0, MAX_QUOTA)
  readonly maxBytesPerChat: number;

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
      'URL of an OpenAI-compatible model API, such as https://api.openai.com/v1, without /chat/completions. When empty, a built-in echo answers chats.',
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
    name: 'MODEL_API_VERSION',
    description:
      'Version that the service sends to MODEL_BASE_URL as the query parameter api-version, such as 2024-10-21. Azure requires it for some URLs. When empty, the service sends none.',
  })
  @IsOptional()
  @Matches(/^[\w.-]{1,64}$/, { message: 'must be 1 to 64 letters, digits, dots or hyphens' })
  readonly modelApiVersion: string | null;

  @Env({
    name: 'MODEL_HEADERS',
    description:
      'More headers for MODEL_BASE_URL: a comma separated list of name=value, such as api-key=secret,X-Team=sales. Write a comma in a value as %2C and a percent sign as %25.',
    parse: parseHeaderList,
    secret: true,
  })
  @IsOptional()
  @IsHeaderList()
  readonly modelHeaders: HeaderList | null;

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
      'Maximum number of answers that one instance generates at once. The service refuses more with 503. One token gets at most half of the places.',
    default: 200,
    parse: parseWholeNumber,
  })
  @IsWholeNumber(1, 10_000)
  readonly modelConcurrency: number;

  @Env({
    name: 'MODEL_PRICES',
    description:
      'Path of a JSON file with the prices of models, from which usage shows a cost. The service reads it when it starts. When empty, usage shows no cost.',
    parse: readModelPrices,
  })
  @IsOptional()
  @IsModelPrices()
  readonly modelPrices: ModelPrices | null;

  @Env({
    name: 'VERIFICATION_LANE',
    description:
      'Use on to let a fast path in front of the web framework serve most verification and introspection requests. Use off to let the framework serve all of them. The responses are the same.',
    default: 'on',
  })
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  readonly verificationLane: 'on' | 'off';

  @Env({
    name: 'SHUTDOWN_DELAY',
    description:
      'Number of seconds between SIGTERM or SIGINT and the stop. During this time, /health/ready responds with 503, and the service serves all other requests. When empty, it is 5 with DATABASE_URL, and 0 with the embedded PostgreSQL.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeNumber(0, 300)
  readonly shutdownDelay: number | null;

  @Env({
    name: 'LOG_LEVEL',
    description: `Lowest severity to log: ${LOG_LEVELS.join(', ')}.`,
    default: 'info',
  })
  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  readonly logLevel: LogLevel;
}
