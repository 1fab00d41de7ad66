import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../support/test-app.js';

/** Allowed sources in the policy: this host, and pictures in the style sheet. */
const OF_THIS_HOST = /^('self'|'none'|data:)$/;

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
    expect(assets.filter((asset) => asset?.endsWith('.js'))).toHaveLength(2);
    expect(assets.filter((asset) => asset?.endsWith('.css'))).toHaveLength(2);
    for (const asset of assets) {
      const url = new URL(asset ?? '', app.api.url + path);
      expect(url.origin).toBe(app.api.url);
      const answer = await app.api.get(url.pathname);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toBe('');
    }
  });

  it('has a policy that allows only files of this host', async () => {
    const { headers } = await app.api.get('/api/docs');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    const sources = policy.split(';').flatMap((directive) => directive.trim().split(' ').slice(1));
    expect(sources.filter((source) => !OF_THIS_HOST.test(source))).toEqual([]);
  });

  it('serves no other file of Swagger UI', async () => {
    for (const file of ['index.html', 'oauth2-redirect.html', '../document.ts', 'package.json']) {
      const { status, body } = await app.api.get(`/api/docs/${encodeURIComponent(file)}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
    }
  });
});
