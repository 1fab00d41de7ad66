import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { RELATIONS } from '../../src/api/hal/relations.js';
import { DocumentContract } from '../support/document-contract.js';
import { nodesOf, operationsOf, resolveReference } from '../support/document-walk.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const BROWSER =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const NAMES = Object.keys(RELATIONS);

describe('the link relations', () => {
  let app: TestApp;
  let document: OpenAPIObject;

  beforeAll(async () => {
    app = await TestApp.start();
    document = (await app.api.get('/api/openapi.json')).body;
  });

  afterAll(() => app.close());

  const pageAt = (path: string) => app.api.get(path, { headers: { Accept: BROWSER } });

  it('in the document are all explained', async () => {
    const used = new Set(
      nodesOf(document.components?.schemas)
        .flatMap(({ node }) => Object.keys(node.properties ?? {}))
        .filter((property) => property.startsWith('inf:'))
        .map((property) => property.slice('inf:'.length)),
    );
    expect([...used].filter((name) => !NAMES.includes(name))).toEqual([]);
    expect(NAMES.filter((name) => !used.has(name))).toEqual([]);
    for (const name of used) {
      expect((await app.api.get(`/api/rels/${name}`)).body.name).toBe(`inf:${name}`);
    }
  });

  it.each(NAMES)('are explained with what the document says: %s', async (name) => {
    const { status, body } = await app.api.get(`/api/rels/${name}`);
    expect(status).toBe(200);
    expect(body._links.self).toEqual({ href: `/api/rels/${name}` });
    for (const { id, method, path, summary, query, body: sent, answers } of body.operations) {
      const described = operationsOf(document).find(
        ({ operation }) => operation.operationId === id,
      );
      if (described === undefined) throw new Error(`The document has no operation ${id}.`);
      const { parameters = [], requestBody, responses } = described.operation;
      expect({ method, path, summary }).toEqual({
        method: described.method,
        path: described.path,
        summary: described.operation.summary,
      });
      const names = (parameters as { in: string; name: string }[])
        .filter((parameter) => parameter.in === 'query')
        .map((parameter) => parameter.name);
      expect(query.sort()).toEqual(names.sort());
      expect(sent).toEqual(schemasIn(requestBody));
      for (const answer of answers) {
        expect(answer.schemas).toEqual(schemasIn(responses[answer.status]));
      }
    }
    expect(body.methods).toContain(body.example.method);
  });

  it('are explained with an example that is valid', async () => {
    const contract = new DocumentContract(document);
    for (const name of NAMES) {
      const { body: relation } = await app.api.get(`/api/rels/${name}`);
      const { method, href, body } = relation.example;
      const [first] = relation.operations;
      expect({ name, href }).toEqual({
        name,
        href: expect.stringMatching(
          new RegExp(`^${first.path.replace(/\{\w+\}/g, '[^/]+')}([?].+)?$`),
        ),
      });
      expect(method).toBe(first.method);
      if (body === undefined) continue;
      const schemas = first.body as string[];
      const problems = schemas.map((schema) =>
        contract.validate(`document#/components/schemas/${schema}`, JSON.stringify(body)),
      );
      expect({ name, problems: problems.find((some) => some.length === 0) ?? problems }).toEqual({
        name,
        problems: [],
      });
    }
  });

  it('are listed', async () => {
    const { body } = await app.api.get('/api/rels');
    expect(body).toMatchObject({ start: 0, count: NAMES.length, total: NAMES.length });
    const listed = body._embedded['inf:relation'];
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(
      NAMES.map((name) => `inf:${name}`),
    );
    for (const { _links: links } of listed) {
      expect((await app.api.get(links.self.href)).status).toBe(200);
    }
  });

  it.each(['/api/rels', ...NAMES.map((name) => `/api/rels/${name}`)])(
    'are HTML pages: %s',
    async (path) => {
      const answer = await pageAt(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('Vary')).toBe('Accept');
      expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(answer.headers.get('Content-Length')).toBe(String(Buffer.byteLength(answer.text)));
      expect(answer.text).toMatch(/^<!doctype html>/);
      expect(answer.text).not.toMatch(/undefined|\[object|&lt;code/);
    },
  );

  it('are pages whose policy allows only their style', async () => {
    const { text, headers } = await pageAt('/api/rels/rotate');
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(headers.get('Content-Security-Policy')).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(text).not.toMatch(/<script|<img|<link| style=| on\w+=/);
  });

  it('are pages with everything from the document of the relation', async () => {
    const { text } = await pageAt('/api/rels/rotate');
    for (const part of ['inf:rotate', 'rotateToken', 'RotateTokenRequest', 'IssuedWebhook']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('&quot;overlapSeconds&quot;: 3600');
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
    for (const href of links) expect((await pageAt(href)).status).toBe(200);
  });

  it.each([
    ['*/*', 'application/hal+json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['text/html', 'text/html; charset=utf-8'],
    ['text/html;q=0.5, application/hal+json', 'application/hal+json; charset=utf-8'],
  ])('come in the media type that the client prefers: %s', async (accept, contentType) => {
    const answer = await app.api.get('/api/rels/rotate', { headers: { Accept: accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe(contentType);
  });

  it('are refused to a client that accepts none of their media types', () =>
    expectRefused(
      app,
      () => app.api.get('/api/rels/rotate', { headers: { Accept: 'image/png' } }),
      406,
      'not_acceptable',
    ));

  it.each(['nothing', '__proto__', 'constructor', '<b>'])('that are none are unknown: %s', (name) =>
    expectRefused(app, () => pageAt(`/api/rels/${encodeURIComponent(name)}`), 404, 'not_found'),
  );

  /** The names of the schemas of a body or a response. */
  function schemasIn(described: unknown): string[] {
    const { content } = (described ?? {}) as { content?: Record<string, { schema: object }> };
    const media = content?.['application/json'] ?? Object.values(content ?? {})[0];
    const { $ref, oneOf, anyOf } = (media?.schema ?? {}) as {
      $ref?: string;
      oneOf?: { $ref: string }[];
      anyOf?: { $ref?: string }[];
    };
    const references = [$ref, ...[...(oneOf ?? []), ...(anyOf ?? [])].map((one) => one.$ref)];
    return references
      .filter((reference) => reference !== undefined)
      .filter((reference) => resolveReference(document, reference) !== undefined)
      .map((reference) => reference.split('/').at(-1) ?? '');
  }
});
