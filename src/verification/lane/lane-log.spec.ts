import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../admission/principal.js';
import { loadConfig } from '../../platform/config/load-config.js';
import { RootLog } from '../../platform/logging/root-log.js';
import { LaneLog } from './lane-log.js';

function logged(principal: object | undefined, level = 'info'): string {
  let text = '';
  const destination = { stream: { write: (line: string) => (text += line) } };
  new LaneLog(new RootLog(loadConfig({ LOG_LEVEL: level }), destination), destination).write({
    requestId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
    method: 'GET',
    route: '/api/auth/verify',
    statusCode: 200,
    principal: principal as Principal | undefined,
    durationMs: 1.6,
    at: new Date(),
  });
  return text;
}

describe('LaneLog', () => {
  it('writes a line of JSON, whatever the username contains', () => {
    const principal = { username: 'a"b\\\n', kind: 'personal', credentialId: '1' };
    const text = logged({ ...principal, role: 'admin' });
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(JSON.parse(text)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
      method: 'GET',
      route: '/api/auth/verify',
      status: 200,
      principal,
      durationMs: 2,
      msg: 'request',
    });
  });

  it('has no principal if there is none, and writes nothing below its level', () => {
    expect(JSON.parse(logged(undefined))).toMatchObject({ principal: null });
    expect(logged(undefined, 'warn')).toBe('');
  });
});
