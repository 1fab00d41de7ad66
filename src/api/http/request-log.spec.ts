import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../platform/config/load-config.js';
import { RootLog } from '../../platform/logging/root-log.js';
import { RequestLog } from './request-log.js';

const PRINCIPAL = { username: 'a"b\\\n', kind: 'personal', credentialId: '1', role: 'admin' };

/** Sends a request. @returns the response and the log lines */
async function request(path: string, level = 'info') {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) };
  const app = express();
  app.use(new RequestLog(new RootLog(loadConfig({ LOG_LEVEL: level }), { stream })).middleware);
  app.get('/of/:id', (request, response) => {
    Object.assign(request, { principal: PRINCIPAL });
    response.send('body');
  });
  app.get('/failed', (_request, response) => {
    response.sendStatus(500);
  });
  const server = app.listen(0);
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'X-Header': '3', 'X-Request-Id': '4' },
  });
  await answer.text();
  await new Promise((resolve) => server.close(resolve));
  return { answer, lines };
}

describe('RequestLog', () => {
  it('writes one line of JSON, whatever the username contains, and nothing else of the request', async () => {
    const { answer, lines } = await request('/of/1?query=2');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe(Number(lines[0]?.length) - 1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: answer.headers.get('X-Request-Id'),
      method: 'GET',
      route: '/of/:id',
      status: 200,
      principal: { username: 'a"b\\\n', kind: 'personal', credentialId: '1' },
      durationMs: expect.any(Number),
      msg: 'request',
    });
  });

  it('has no route and no principal if there is none', async () => {
    const { lines } = await request('/nowhere');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ route: null, principal: null, status: 404 });
  });

  it('logs failures as errors, and nothing below its level', async () => {
    expect((await request('/of/1', 'error')).lines).toEqual([]);
    const { lines } = await request('/failed', 'error');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', status: 500 });
    expect(JSON.parse(lines[0] ?? '')).not.toHaveProperty('err');
  });
});
