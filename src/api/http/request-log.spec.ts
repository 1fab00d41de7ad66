import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../platform/config/load-config.js';
import { RootLog } from '../../platform/logging/root-log.js';
import type { CompletedRequest } from './request-completion.js';
import { RequestLog } from './request-log.js';

function logTo(lines: string[], level = 'info'): RequestLog {
  const stream = { write: (line: string) => lines.push(line) };
  return new RequestLog(new RootLog(loadConfig({ LOG_LEVEL: level }), { stream }));
}

const REQUEST: CompletedRequest = {
  requestId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  method: 'GET',
  route: '/api/tokens/:id',
  statusCode: 200,
  principal: undefined,
  durationMs: 1.6,
};

describe('RequestLog', () => {
  it('writes a line of JSON, whatever a name has in it', () => {
    const lines: string[] = [];
    const principal = { username: 'a"b\\\n', kind: 'personal', credentialId: '1', role: 'admin' };
    logTo(lines).write({ ...REQUEST, principal } as CompletedRequest);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe(Number(lines[0]?.length) - 1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: REQUEST.requestId,
      method: 'GET',
      route: '/api/tokens/:id',
      status: 200,
      principal: { username: 'a"b\\\n', kind: 'personal', credentialId: '1' },
      durationMs: 2,
      msg: 'request',
    });
  });

  it('names neither route nor principal where there is none', () => {
    const lines: string[] = [];
    logTo(lines).write({ ...REQUEST, route: null, statusCode: 401 });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ route: null, principal: null, status: 401 });
  });

  it('tells failures as errors, and nothing below its level', () => {
    const lines: string[] = [];
    logTo(lines, 'error').write({ ...REQUEST, statusCode: 500 });
    logTo(lines, 'error').write({ ...REQUEST, statusCode: 499 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'error', status: 500 }),
    ]);
  });

  it('writes the same line for a request that Express answers, and nothing else of it', async () => {
    const lines: string[] = [];
    const app = express();
    app.use(logTo(lines).middleware);
    app.get('/of/:id', (_request, response) => {
      response.send('body');
    });
    const server = app.listen(0);
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/of/1?query=2`, {
      headers: { 'X-Header': '3', 'X-Request-Id': '4' },
    });
    await answer.text();
    await new Promise((resolve) => server.close(resolve));

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.any(String),
      requestId: answer.headers.get('X-Request-Id'),
      method: 'GET',
      route: '/of/:id',
      status: 200,
      principal: null,
      durationMs: expect.any(Number),
      msg: 'request',
    });
  });
});
