import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject, RequestBodyObject, ResponseObject } from '@nestjs/swagger';
import { ERROR_CODES } from '../../src/platform/errors/error-code.js';
import { printDocument } from '../../src/app/openapi/print-document.js';
import { createAdmin } from '../factories/users.factory.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { DocumentContract } from '../support/document-contract.js';
import {
  bodyReferenceOf,
  nodesOf,
  operationsOf,
  resolveReference,
} from '../support/document-walk.js';
import { registeredRoutes } from '../support/registered-routes.js';
import { TestApp } from '../support/test-app.js';

const OAUTH = [
  'exchangeToken',
  'revokePresentedToken',
  'getSigningKeys',
  'getAuditKeys',
  'getAuthorizationServer',
];
const PAGES = ['getRelation', 'listRelations'];
const PUBLIC = ['logIn', 'reportLeaks', 'getLiveness', 'getReadiness', ...PAGES, ...OAUTH];
/** It shows less to a caller without a credential. */
const ANONYMOUS = 'getEntryPoint';
const PLAIN_JSON = ['introspectToken', 'introspectTokens', 'reportLeaks', ...OAUTH];
const WITHOUT_LINKS = [
  'logIn',
  'assignAiSeats',
  'unassignAiSeats',
  'transferTokens',
  'revokeTokens',
  'pauseTokens',
  'resumeTokens',
  'previewPolicy',
  'deleteUser',
  'getLiveness',
  'getReadiness',
  ...PLAIN_JSON,
];
const EVENTS = 'text/event-stream';
const PAGE = 'text/html';
/** Operations that also return server-sent events. */
const LINES = 'application/x-ndjson';
const IN_LINES = ['listAuditEvents'];
const IN_EVENTS = [
  'createChat',
  'createChatMessage',
  'getChatMessage',
  'listChatMessages',
  'retryChatMessage',
];
/** These operations need no bearer credential, but refuse an invalid one. */
const OPTIONAL_CREDENTIAL = ['exchangeToken', 'revokePresentedToken'];

describe('the OpenAPI document', () => {
  let app: TestApp;
  let admin: TestUser;
  let document: OpenAPIObject;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    document = (await app.api.get('/api/openapi.json')).body;
  });

  afterAll(() => app.close());

  const successOf = ({ responses }: { responses: object }) =>
    Object.entries(responses)
      .filter(([status]) => Number(status) < 300)
      .map(([, answer]) => answer as ResponseObject);

  it('equals openapi.json in the repository; otherwise run `npm run openapi`', async () => {
    const file = await readFile('openapi.json', 'utf8');
    expect(JSON.parse(file)).toEqual(document);
    expect(file).toBe(printDocument(document));
  });

  it('has OpenAPI 3.1 and the version of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info.version).toBe(version);
    expect(nodesOf(document).filter(({ node }) => 'nullable' in node)).toEqual([]);
  });

  it('describes every registered route, and no other', () => {
    const routes = registeredRoutes(app.nest);
    expect(routes).toContain('POST /api/tokens/{id}/_rotate');
    expect(
      operationsOf(document)
        .map(({ route }) => route)
        .sort(),
    ).toEqual(routes.sort());
  });

  it('names every operation once, in camelCase, with one known tag', () => {
    const operations = operationsOf(document);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(operations.length);
    const tags = document.tags?.map(({ name }) => name);
    for (const { operation } of operations) {
      expect(operation.operationId).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
      expect(operation.summary).toBeTruthy();
      expect(operation.tags).toHaveLength(1);
      expect(tags).toContain(operation.tags?.[0]);
    }
  });

  it('has a described parameter for each part of a path', () => {
    for (const { path, operation } of operationsOf(document)) {
      const described = (operation.parameters ?? [])
        .filter((parameter) => 'in' in parameter && parameter.in === 'path')
        .map((parameter) => ({
          name: 'name' in parameter && parameter.name,
          described: 'description' in parameter && parameter.description !== '',
        }));
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, described: true }));
      expect(described).toEqual(named);
    }
  });

  it('has the security schemes and says which operations require none', () => {
    expect(document.components?.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      dpop: { type: 'http', scheme: 'dpop' },
      client: { type: 'http', scheme: 'basic' },
      session: { type: 'apiKey', in: 'cookie', name: 'assistant-tokens' },
    });
    for (const { operation } of operationsOf(document)) {
      const schemes = operation.security?.map((requirement) => Object.keys(requirement));
      const isPublic = PUBLIC.includes(operation.operationId ?? '');
      const proven = schemes?.some(([scheme]) => scheme === 'dpop') ? [['dpop']] : [];
      const none = operation.operationId === ANONYMOUS ? [[]] : [];
      const client = operation.operationId === 'introspectToken' ? [['client']] : [];
      const all = [...none, ['bearer'], ...proven, ...client, ['session']];
      expect(schemes).toEqual(isPublic ? [] : all);
    }
  });

  it('describes the data of events for operations that stream them', () => {
    const inEvents = operationsOf(document)
      .filter(({ operation }) =>
        successOf(operation).some(({ content }) => EVENTS in (content ?? {})),
      )
      .map(({ operation }) => operation.operationId);
    expect(inEvents.sort()).toEqual(IN_EVENTS);
    for (const name of ['MessageDelta', 'MessageFailure']) {
      expect(document.components?.schemas).toHaveProperty(name);
    }
  });

  it('has a named type for _links and _embedded of every resource', () => {
    const referencesOf = (schema: unknown): string[] => {
      const { $ref } = schema as { $ref: string };
      const { oneOf } = resolveReference(document, $ref) as { oneOf?: { $ref: string }[] };
      return oneOf ? oneOf.map((one) => one.$ref) : [$ref];
    };
    const typeOf = (property: unknown) =>
      resolveReference(document, (property as { $ref: string }).$ref);
    for (const { operation } of operationsOf(document)) {
      const answers = successOf(operation);
      expect(answers).toHaveLength(operation.operationId === 'deleteUser' ? 2 : 1);
      for (const { content = {} } of answers) {
        for (const [mediaType, { schema }] of Object.entries(content)) {
          if ([EVENTS, LINES, PAGE].includes(mediaType)) continue;
          for (const $ref of referencesOf(schema)) {
            const { properties = {}, required } = resolveReference(document, $ref) as {
              properties?: Record<string, object>;
              required: string[];
            };
            const { _links: links, _embedded: embedded } = properties;
            if (WITHOUT_LINKS.includes(operation.operationId ?? '')) {
              expect(links).toBeUndefined();
              continue;
            }
            expect(required).toContain('_links');
            expect(typeOf(links)).toMatchObject({ type: 'object', properties: expect.anything() });
            if ($ref.endsWith('Collection')) {
              const name = $ref.replace(/.*\//, '');
              expect(required).toEqual(expect.arrayContaining(['_embedded', 'start', 'count']));
              expect(links).toMatchObject({ $ref: `#/components/schemas/${name}Links` });
              expect(embedded).toMatchObject({ $ref: `#/components/schemas/${name}Embedded` });
              expect(typeOf(embedded)).toMatchObject({
                type: 'object',
                required: [expect.any(String)],
              });
            }
          }
        }
      }
    }
  });

  // Generators name an inline schema after its position, and some fail.
  it('has a name for every type that a client needs', () => {
    const inline = nodesOf(document).filter(
      ({ pointer, node }) =>
        !/^\/components\/schemas\/[^/]+$/.test(pointer) &&
        ('properties' in node || 'oneOf' in node) &&
        !/\/(properties|if|then|else|not)$/.test(pointer),
    );
    expect(inline.map(({ pointer }) => pointer)).toEqual([]);
  });

  it('has both media types for resources, but only JSON for formats of RFCs', () => {
    for (const { operation } of operationsOf(document)) {
      for (const { content } of successOf(operation)) {
        if (content === undefined) continue;
        const isPlain = PLAIN_JSON.includes(operation.operationId ?? '');
        expect(Object.keys(content)).toEqual([
          ...(isPlain ? [] : ['application/hal+json']),
          'application/json',
          ...(IN_EVENTS.includes(operation.operationId ?? '') ? [EVENTS] : []),
          ...(IN_LINES.includes(operation.operationId ?? '') ? [LINES] : []),
          ...(PAGES.includes(operation.operationId ?? '') ? [PAGE] : []),
        ]);
      }
    }
  });

  it('has an example for each code of each error response', () => {
    for (const { path, operation } of operationsOf(document)) {
      const schema = path.startsWith('/api/oauth/') ? 'OAuthError' : 'ApiError';
      const errors = Object.entries(operation.responses).filter(
        ([status]) => Number(status) >= 400,
      );
      expect(errors).not.toEqual([]);
      for (const [status, answer] of errors) {
        const media = (answer as ResponseObject).content?.['application/json'];
        expect(media?.schema).toEqual({ $ref: `#/components/schemas/${schema}` });
        const codes = Object.keys(media?.examples ?? {});
        expect(codes).not.toEqual([]);
        for (const code of codes) {
          expect(ERROR_CODES).toHaveProperty(
            code,
            expect.objectContaining({ status: Number(status) }),
          );
          expect(deref(media?.examples?.[code])).toMatchObject({
            statusCode: Number(status),
            code,
          });
        }
      }
    }
  });

  it('has 401 for protected operations only', () => {
    for (const { operation } of operationsOf(document)) {
      const answer = operation.responses['401'] as ResponseObject | undefined;
      const codes = Object.keys(answer?.content?.['application/json']?.examples ?? {});
      const isPublic = PUBLIC.includes(operation.operationId ?? '');
      const needsOne = !isPublic && operation.operationId !== ANONYMOUS;
      expect(codes.includes('credential_required')).toBe(needsOne);
      const mayHaveOne = OPTIONAL_CREDENTIAL.includes(operation.operationId ?? '');
      expect(codes.includes('invalid_token')).toBe(!isPublic || mayHaveOne);
    }
  });

  it('resolves every reference', () => {
    const references = nodesOf(document)
      .map(({ node }) => node.$ref)
      .filter((reference) => typeof reference === 'string');
    expect(references).not.toEqual([]);
    expect(references.filter((reference) => !resolveReference(document, reference))).toEqual([]);
  });

  it('has examples and defaults that are valid', () => {
    const contract = new DocumentContract(document);
    const examples = nodesOf(document).flatMap(({ pointer, node }) => examplesAt(pointer, node));
    expect(examples.length).toBeGreaterThan(100);
    const problems = examples.flatMap(({ schema, pointer, value }) =>
      contract
        .validate(`document#${schema}`, JSON.stringify(deref(value)))
        .map((problem) => `${pointer}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  /** The examples and defaults of a schema, and the examples next to it. */
  function examplesAt(pointer: string, node: Record<string, unknown>) {
    const beside = 'schema' in node;
    const schema = beside ? `${pointer}/schema` : pointer;
    const isSchema = beside || 'type' in node || '$ref' in node;
    if (!isSchema) return [];
    const named = Object.values(node.examples ?? {}) as unknown[];
    return [
      ...('example' in node ? [node.example] : []),
      ...('default' in node ? [node.default] : []),
      ...(beside ? named : []),
    ].map((value) => ({ schema, pointer, value }));
  }

  /** A named example is an object with a value, or a reference to one. */
  function deref(example: unknown): unknown {
    const { $ref, value } = (example ?? {}) as { $ref?: string; value?: unknown };
    if ($ref !== undefined) return deref(resolveReference(document, $ref));
    return value === undefined ? example : value;
  }

  describe('when it describes a request body', () => {
    const bodies = () =>
      operationsOf(document).flatMap(({ operation, ...described }) => {
        const body = operation.requestBody as RequestBodyObject | undefined;
        const $ref = bodyReferenceOf(operation);
        return body && $ref !== undefined
          ? [{ ...described, body, schema: resolveReference(document, $ref) as SchemaNode }]
          : [];
      });

    interface SchemaNode {
      additionalProperties?: boolean;
      properties: Record<string, object>;
    }

    it('forbids unknown properties, and the service refuses them', async () => {
      const assistant = await createAssistant(app, { ownerId: admin.username });
      const parent = await createToken(app, { owner: admin, assistant });
      expect(bodies().length).toBeGreaterThan(10);
      for (const { method, path, schema } of bodies()) {
        expect(schema.additionalProperties).toBe(false);
        const api = path.endsWith('/_derive') ? parent.api : admin.api;
        const answer = await api.call(method, path.replace(/\{\w+\}/g, 'self'), {
          body: { surprise: 1 },
        });
        expect(answer.body).toMatchObject({ statusCode: 400, code: 'validation_failed' });
        expect(answer.body.details).toContainEqual({
          field: 'surprise',
          message: 'surprise is not a known property',
        });
      }
    });

    // A PATCH leaves what is not named as it is, and generated types make what has a default
    // mandatory: descriptions say what happens instead.
    it('gives its properties no default', () => {
      const properties = bodies().flatMap(({ schema }) => Object.values(schema.properties));
      expect(properties.length).toBeGreaterThan(20);
      expect(properties.filter((property) => 'default' in property)).toEqual([]);
    });

    it('never has a password in a response', () => {
      const passwords = nodesOf(document.components?.schemas).filter(({ pointer }) =>
        pointer.endsWith('/properties/password'),
      );
      expect(passwords.map(({ pointer }) => pointer.split('/')[1])).toEqual([
        'CreateUserRequest',
        'LoginRequest',
        'UpdateUserRequest',
      ]);
      for (const { node } of passwords) expect(node.writeOnly).toBe(true);
    });

    it('requires it, except to rotate a secret, derive a token or pause one', async () => {
      const optional = bodies().filter(({ body }) => body.required !== true);
      expect(optional.map(({ route }) => route)).toEqual([
        'POST /api/tokens/_derive',
        'POST /api/tokens/{id}/_pause',
        'POST /api/tokens/{id}/_rotate',
        'POST /api/webhooks/{id}/_rotate',
      ]);
      const assistant = await createAssistant(app, { ownerId: admin.username });
      const token = await createToken(app, { owner: admin, assistant });
      expect((await token.api.post('/api/tokens/_derive')).status).toBe(201);
      expect((await admin.api.post(`/api/tokens/${token.id}/_rotate`)).status).toBe(200);
    });
  });
});
