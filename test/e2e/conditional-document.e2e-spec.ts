import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject, ParameterObject, ResponseObject } from '@nestjs/swagger';
import { operationsOf } from '../support/document-walk.js';
import { TestApp } from '../support/test-app.js';

type Operation = ReturnType<typeof operationsOf>[number]['operation'];

/** Operations that change or delete a whole resource. */
const HEEDING = [
  'deleteAssistant',
  'deleteAssistantBudget',
  'deleteChat',
  'deleteServiceAccount',
  'deleteTeam',
  'deleteTeamMember',
  'deleteTeamPolicy',
  'deleteTokenBudget',
  'deleteUser',
  'deleteUserBudget',
  'deleteWebhook',
  'pauseToken',
  'resumeToken',
  'revokeChildTokens',
  'revokeToken',
  'rotateToken',
  'rotateWebhookSecret',
  'saveAssistantBudget',
  'saveTeamMember',
  'saveTokenBudget',
  'saveUserBudget',
  'updateAssistant',
  'updateChat',
  'updateInstancePolicy',
  'updateServiceAccount',
  'updateTeam',
  'updateTeamPolicy',
  'updateToken',
  'updateUser',
  'updateWebhook',
];

const UNTAGGED_READS = [
  'getAuditKeys',
  'getAuthorizationServer',
  'getLiveness',
  'getReadiness',
  'getSigningKeys',
  'verifyRequest',
];

const TAGGED_WRITES = [
  'createAssistant',
  'createChat',
  'createServiceAccount',
  'createTeam',
  'createToken',
  'createUser',
  'createWebhook',
  'deriveToken',
  'pauseToken',
  'resumeToken',
  'rotateToken',
  'rotateWebhookSecret',
  'saveAssistantBudget',
  'saveTeamMember',
  'saveTokenBudget',
  'saveUserBudget',
  'updateAssistant',
  'updateChat',
  'updateInstancePolicy',
  'updateServiceAccount',
  'updateTeam',
  'updateTeamPolicy',
  'updateToken',
  'updateUser',
  'updateWebhook',
];

describe('the OpenAPI document, of conditional requests,', () => {
  let app: TestApp;
  let operations: ReturnType<typeof operationsOf>;

  beforeAll(async () => {
    app = await TestApp.start();
    operations = operationsOf((await app.api.get('/api/openapi.json')).body as OpenAPIObject);
  });

  afterAll(() => app.close());

  const idsOf = (are: (operation: Operation, method: string) => boolean) =>
    operations
      .filter(({ operation, method }) => are(operation, method))
      .map(({ operation }) => operation.operationId)
      .sort();

  it('names the operations that support If-Match, with their 412', () => {
    expect(idsOf((operation) => takes(operation, 'If-Match'))).toEqual(HEEDING);
    expect(idsOf(({ responses }) => responses[412] !== undefined)).toEqual(HEEDING);
  });

  it('names the reads that support If-None-Match, with their tag and their 304', () => {
    const reads = idsOf(
      ({ operationId = '' }, method) => method === 'GET' && !UNTAGGED_READS.includes(operationId),
    );
    const isRead = (method: string) => method === 'GET';
    expect(idsOf((one, method) => isRead(method) && takes(one, 'If-None-Match'))).toEqual(reads);
    expect(idsOf((one, method) => isRead(method) && hasTag(one, 200))).toEqual(reads);
    expect(idsOf((operation) => hasTag(operation, 304))).toEqual(reads);
  });

  it('names the writes that return the new state', () => {
    const tells = (one: Operation) => hasTag(one, 200) || hasTag(one, 201);
    expect(idsOf((one, method) => method !== 'GET' && tells(one))).toEqual(TAGGED_WRITES);
  });
});

function takes({ parameters = [] }: Operation, name: string): boolean {
  return (parameters as ParameterObject[]).some((parameter) => parameter.name === name);
}

function hasTag({ responses }: Operation, status: number): boolean {
  const answer = responses[status] as ResponseObject | undefined;
  return answer?.headers?.ETag !== undefined;
}
