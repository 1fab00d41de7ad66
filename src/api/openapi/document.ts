import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type {
  ComponentsObject,
  HeaderObject,
  OpenAPIObject,
  OperationObject,
  PathsObject,
  SecurityRequirementObject,
} from '@nestjs/swagger';
import { policyOf } from '../../admission/route-policy.js';
import type { RoutePolicy } from '../../admission/route-policy.js';
import { sessionCookieName } from '../../admission/authentication/session-cookies.js';
import type { Config } from '../../platform/config/config.js';
import { DEFAULT_TOKEN_PREFIX } from '../../platform/crypto/secret-pattern.js';
import { publicPath } from '../../platform/config/public-url.js';
import { isIdempotent } from '../idempotency/idempotent.decorator.js';
import { describeDeprecation } from './deprecated.decorator.js';
import { describedRoutes } from './api-route.decorator.js';
import { API_VERSION } from './api-version.js';
import { describeConditions } from './conditional-operations.js';
import { describeEnums } from './enum-meanings.js';
import { errorAnswers, errorExamples } from './error-answers.js';
import { ErrorSchema, OAuthErrorSchema } from './error.schema.js';
import { HEADERS } from './headers.js';
import { describeIdempotency } from './idempotent-operations.js';
import { formatIntegers } from './integer-formats.js';
import { describeMetering } from './metered-answers.js';
import { openEnums } from './open-enums.js';
import { linkOperations } from './operation-links.js';
import { describeOptionalBody } from './optional-bodies.js';
import { referToExamples, schemaExamples } from './named-examples.js';
import { moveExamples } from './parameters.js';
import { describeNonces } from './nonces.js';
import { closeRequestBody } from './request-bodies.js';
import { nameSchemas } from './schema-names.js';
import { simplifySchemas } from './simplify-schemas.js';
import { TAGS } from './tags.js';
import { withTokenPrefix } from './token-prefix.js';
import { usedComponents } from './used-components.js';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Not in `security`, because linters accept only OAuth scopes there. */
const PERMISSION = 'x-required-permission';

const DESCRIPTION = `Issues, verifies and revokes API tokens that are limited to one AI assistant.

Resources use HAL. The service returns \`application/hal+json\`, or \`application/json\` with the same body if you prefer that, and accepts both. All errors use the schema \`ApiError\` (below \`/api/oauth/\`: \`OAuthError\`), including those for unknown paths (404) and unsupported methods (405, with \`Allow\`). Every \`GET\` operation also supports \`HEAD\`.

Send one credential with each request, in the \`Authorization\` header or as the session cookie. Never send credentials in the query string or the body.`;

/**
 * The OpenAPI 3.1 document of the application, built from its decorators and route policies.
 *
 * @param config where clients reach the application, and how the values of its tokens begin
 */
export function buildDocument(
  app: INestApplication,
  config: Pick<Config, 'publicUrl' | 'tokenPrefix'> = {
    publicUrl: null,
    tokenPrefix: DEFAULT_TOKEN_PREFIX,
  },
): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Assistant tokens')
    .setVersion(API_VERSION)
    .setDescription(DESCRIPTION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(publicPath(config) || '/', 'This service')
    .addSecurity('bearer', {
      type: 'http',
      scheme: 'bearer',
      description: 'A session (`i5s_…`) or a token (`i5t_…`).',
    })
    .addSecurity('dpop', {
      type: 'http',
      scheme: 'dpop',
      description:
        'A child token (`i5c_…`) that is bound to a key. Each request needs a proof in the header `DPoP` (RFC 9449).',
    })
    .addSecurity('client', {
      type: 'http',
      scheme: 'basic',
      description:
        'The authentication of an OAuth client (RFC 6749, section 2.3.1). The username is the name of the user or the id of the token. The password is the value of the token.',
    })
    .addSecurity('session', {
      type: 'apiKey',
      in: 'cookie',
      name: sessionCookieName(config),
      description:
        'The session cookie of a browser: `__Host-assistant-tokens` if `PUBLIC_URL` is an https URL, `assistant-tokens` otherwise. Requests with unsafe methods must come from the same origin.',
    });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    extraModels: [ErrorSchema, OAuthErrorSchema],
  });
  const schemas = withTokenPrefix(
    simplifySchemas(document.components?.schemas ?? {}),
    config.tokenPrefix,
  );
  describeEnums(schemas);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      completeOperation(item[method], method.toUpperCase(), path, schemas);
    }
  }
  formatIntegers(schemas);
  formatIntegers(document.paths);
  const named = nameSchemas({
    ...document,
    components: { ...document.components, schemas: openEnums(schemas) },
  });
  linkOperations(named);
  const { schemas: types = {} } = named.components ?? {};
  for (const operation of operationsIn(named.paths)) referToExamples(operation, types);
  return {
    ...named,
    paths: sortByName(named.paths),
    components: {
      ...named.components,
      schemas: sortByName(types),
      headers: usedComponents<HeaderObject>('headers', HEADERS, named.paths),
      examples: usedComponents(
        'examples',
        { ...schemaExamples(types), ...errorExamples() },
        named.paths,
      ),
    },
  };
}

function completeOperation(
  operation: OperationObject | undefined,
  method: string,
  path: string,
  schemas: NonNullable<ComponentsObject['schemas']>,
): void {
  const route = describedRoutes.get(operation?.operationId ?? '');
  if (!operation || !route) return;
  const policy = policyOf(route.handler);
  operation.security = securityOf(policy);
  if (policy.permission) Object.assign(operation, { [PERMISSION]: policy.permission });
  operation.description = [operation.description, ...needsOf(policy)].filter(Boolean).join('\n\n');
  describeConditions(operation, { handler: route.handler, method }, schemas);
  Object.assign(operation.responses, errorAnswers(route, method, path));
  if (isIdempotent(route.handler)) describeIdempotency(operation);
  if (!policy.public || route.errors?.includes('too_many_requests')) {
    describeMetering(operation.responses);
  }
  if (policy.children) describeNonces(operation.responses);
  describeDeprecation(operation, route.handler);
  closeRequestBody(operation, schemas);
  describeOptionalBody(operation);
  moveExamples(operation, schemas);
}

function operationsIn(paths: PathsObject): OperationObject[] {
  return Object.values(paths).flatMap((item) =>
    METHODS.map((method) => item[method]).filter((operation) => operation !== undefined),
  );
}

/** Makes the document independent of the order of modules and imports. */
function sortByName<T>(values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function securityOf(policy: RoutePolicy): SecurityRequirementObject[] {
  if (policy.public) return [];
  return [
    ...(policy.anonymous ? [{}] : []),
    { bearer: [] },
    ...(policy.children ? [{ dpop: [] }] : []),
    ...(policy.clientAuthentication ? [{ client: [] }] : []),
    { session: [] },
  ];
}

function needsOf(policy: RoutePolicy): string[] {
  return [
    policy.sessionOnly === true && 'Requires a session.',
    policy.seat === true && 'Requires an AI seat.',
    policy.admin && 'Requires the role `admin`.',
    policy.permission && `Requires the permission \`${policy.permission}\`.`,
    policy.assistantTokenOnly && 'Requires an assistant token.',
    policy.assistantScope &&
      !policy.assistantTokenOnly &&
      `Assistant tokens${policy.children ? ' and their child tokens' : ''} can call this${scopeOf(policy.assistantScope)}.`,
    policy.allowReadOnly && 'A read-only token can call this for itself.',
  ].filter((sentence) => typeof sentence === 'string');
}

function scopeOf(rule: NonNullable<RoutePolicy['assistantScope']>): string {
  if ('assistant' in rule || 'assistantInQuery' in rule || 'assistantInBody' in rule) {
    return ' for their own assistant';
  }
  if ('chat' in rule) return ' for the chats that they started';
  if ('tokenOrChild' in rule) return ' for themselves and their child tokens';
  return 'token' in rule ? ' for themselves' : '';
}
