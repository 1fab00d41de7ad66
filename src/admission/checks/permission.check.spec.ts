import { describe, expect, it } from '@jest/globals';
import { assistantToken, session } from '../../../test/factories/principals.factory.js';
import { PermissionCheck } from './permission.check.js';

describe('PermissionCheck', () => {
  const check = new PermissionCheck();
  const admin = session({ role: 'admin', permissions: ['audit:read'] });

  it.each([
    [session(), 'member'],
    [null, null],
  ])('refuses others on a route for admins', (principal, role) => {
    expect(check.judge(principal, { admin: true })).toEqual({
      verdict: 'refuse',
      code: 'forbidden',
      message: 'This requires the role admin.',
      because: { fact: 'role', value: role, expected: 'admin' },
    });
  });

  it.each([
    [
      session({ permissions: ['tokens:create', 'assistants:create'] }),
      'tokens:create assistants:create',
    ],
    [assistantToken(), ''],
    [null, null],
  ])('refuses a caller without the permission', (principal, permissions) => {
    expect(check.judge(principal, { permission: 'audit:read' })).toEqual({
      verdict: 'refuse',
      code: 'forbidden',
      message: 'This requires the permission audit:read.',
      because: { fact: 'permissions', value: permissions, expected: 'audit:read' },
    });
  });

  it('refuses an admin too, if the permission is missing', () => {
    const policy = { admin: true, permission: 'tokens:introspect' } as const;
    expect(check.judge(admin, policy)).toMatchObject({ code: 'forbidden' });
  });

  it('passes a caller with the role and permission that the route requires', () => {
    expect(check.judge(admin, { admin: true })).toEqual({ verdict: 'pass' });
    expect(check.judge(admin, { permission: 'audit:read' })).toEqual({ verdict: 'pass' });
    expect(check.judge(session(), { permission: 'tokens:create' })).toEqual({ verdict: 'pass' });
  });

  it('does not apply to a route without requirements', () => {
    expect(check.judge(session(), {})).toEqual({ verdict: 'not_applicable' });
  });
});
