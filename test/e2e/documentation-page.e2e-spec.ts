import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../support/test-app.js';

/** What a policy may name: this host itself, and what is in the page. */
const OF_THIS_HOST = /^('self'|'none'|'unsafe-inline'|data:)$/;

describe('the documentation page', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.close());

  it.each(['/api/docs', '/api/docs/'])('loads everything at %s from this host', async (path) => {
    const page = await app.api.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    const assets = [...page.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, asset]) => asset);
    expect(assets.filter((asset) => asset?.endsWith('.js'))).toHaveLength(3);
    expect(assets.filter((asset) => asset?.endsWith('.css'))).toHaveLength(1);
    for (const asset of assets) {
      const url = new URL(asset ?? '', app.api.url + path);
      expect(url.origin).toBe(app.api.url);
      const answer = await app.api.get(url.pathname);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toBe('');
    }
  });

  it('is told by its policy to load nothing from another host', async () => {
    const { headers } = await app.api.get('/api/docs');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    const sources = policy.split(';').flatMap((directive) => directive.trim().split(' ').slice(1));
    expect(sources.filter((source) => !OF_THIS_HOST.test(source))).toEqual([]);
  });

  it('begins with the document and asks no other host to validate it', async () => {
    const script = await app.api.get('/api/docs/swagger-ui-init.js');
    expect(script.headers.get('Content-Type')).toBe('application/javascript; charset=utf-8');
    const settings = ['"operationId": "createToken"', '"validatorUrl": null'];
    expect(settings.filter((setting) => !script.text.includes(setting))).toEqual([]);
  });

  it('sends no session cookie beside a token: the two would be refused', async () => {
    const { text } = await app.api.get('/api/docs/swagger-ui-init.js');
    const [, source = ''] = /"requestInterceptor": (function[^]*?\n\s*\})\s*\n/.exec(text) ?? [];
    const intercept: (request: object) => object = runInNewContext(`(${source})`);
    const withToken = { headers: { Authorization: 'Bearer x' } };
    expect(intercept(withToken)).toEqual({ ...withToken, credentials: 'omit' });
    expect(intercept({ headers: {} })).toEqual({ headers: {} });
  });
});
