import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject, OperationObject, SecurityRequirementObject } from '@nestjs/swagger';
import { policyOf } from '../auth/route-policy.js';
import type { RoutePolicy } from '../auth/route-policy.js';
import { SESSION_COOKIE } from '../auth/presented-credential.js';
import { describedRoutes } from './api-route.decorator.js';
import { errorAnswers } from './error-answers.js';
import { ErrorSchema } from './error.schema.js';
import { TAGS } from './tags.js';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** The OpenAPI 3.1 document of the application, built from its decorators and route policies. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Assistant tokens')
    .setVersion('0.1.0')
    .setDescription(
      'Issues API tokens that are limited to one AI assistant, verifies them and takes them back.',
    )
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This service')
    .addSecurity('bearer', {
      type: 'http',
      scheme: 'bearer',
      description: 'A session (`i5s_…`) or a token (`i5t_…`).',
    })
    .addSecurity('session', {
      type: 'apiKey',
      in: 'cookie',
      name: SESSION_COOKIE,
      description:
        'The session cookie of a browser; unsafe methods must come from the same origin.',
    });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    extraModels: [ErrorSchema],
  });
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) completeOperation(item[method], method.toUpperCase());
  }
  return document;
}

function completeOperation(operation: OperationObject | undefined, method: string): void {
  const route = describedRoutes.get(operation?.operationId ?? '');
  if (!operation || !route) return;
  const policy = policyOf(route.handler);
  operation.security = securityOf(policy);
  operation.description = [operation.description, ...needsOf(policy)].filter(Boolean).join('\n\n');
  Object.assign(operation.responses, errorAnswers(route, method));
}

function securityOf(policy: RoutePolicy): SecurityRequirementObject[] {
  if (policy.public) return [];
  const scopes = policy.permission ? [policy.permission] : [];
  return [{ bearer: scopes }, { session: scopes }];
}

function needsOf(policy: RoutePolicy): string[] {
  return [
    policy.sessionOnly && 'Needs a session.',
    policy.seat && 'Needs an AI seat.',
    policy.admin && 'Needs the role `admin`.',
    policy.permission && `Needs the permission \`${policy.permission}\`.`,
    policy.assistantScope && `Open to assistant tokens${scopeOf(policy.assistantScope)}.`,
    policy.allowReadOnly && 'A read-only token may do this to itself.',
  ].filter((sentence) => typeof sentence === 'string');
}

function scopeOf(rule: NonNullable<RoutePolicy['assistantScope']>): string {
  if ('assistant' in rule) return ', for their own assistant';
  return 'token' in rule ? ', for themselves' : '';
}
