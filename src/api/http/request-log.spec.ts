import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../platform/config/load-config.js';
import { RequestCompletion } from './request-completion.js';
import type { CompletedRequest } from './request-completion.js';
import { RequestLog } from './request-log.js';
import { RootLog } from '../../platform/logging/root-log.js';

function logged(request: object, statusCode: number, level = 'info'): string {
  const destination = {
    text: '',
    stream: {
      write: (line: string) => {
        destination.text += line;
      },
    },
  };
  const config = loadConfig({ LOG_LEVEL: level });
  const log = new RequestLog(
    new RootLog(config, destination),
    destination,
    new RequestCompletion(),
  );
  log.completed({ ...request, statusCode, durationMs: 1.6 } as CompletedRequest);
  return destination.text;
}

const REQUEST = {
  requestId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  method: 'GET',
  route: '/api/tokens/:id',
};

describe('RequestLog', () => {
  it('writes a line of JSON, whatever a name has in it', () => {
    const principal = { username: 'a"b\\\n', kind: 'personal', credentialId: '1', role: 'admin' };
    const text = logged({ ...REQUEST, principal }, 200);
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(JSON.parse(text)).toEqual({
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
    const text = logged({ ...REQUEST, route: null }, 401);
    expect(JSON.parse(text)).toMatchObject({ route: null, principal: null, status: 401 });
  });

  it('tells failures as errors, and nothing below its level', () => {
    expect(JSON.parse(logged(REQUEST, 500, 'error'))).toMatchObject({ level: 'error' });
    expect(logged(REQUEST, 499, 'error')).toBe('');
  });
});
