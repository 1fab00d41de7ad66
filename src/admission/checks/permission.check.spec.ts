import { describe, expect, it } from '@jest/globals';
import { assistantToken, session } from '../../../test/factories/principals.factory.js';
import { PermissionCheck } from './permission.check.js';

describe('PermissionCheck', () => {
  const check = new PermissionCheck();
  const admin = session({ role: 'admin', permissions: ['audit:read'] });

  it.each([
    [session(), 'member'],
    [null, null],
  ])('refuses what is for admins to others', (principal, role) => {
    expect(check.judge(principal, { admin: true })).toEqual({
      verdict: 'refuse',
      code: 'forbidden',
      message: 'This needs the role admin.',
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
  ])('refuses whoever lacks the permission', (principal, permissions) => {
    expect(check.judge(principal, { permission: 'audit:read' })).toEqual({
      verdict: 'refuse',
      code: 'forbidden',
      message: 'This needs the permission audit:read.',
      because: { fact: 'permissions', value: permissions, expected: 'audit:read' },
    });
  });

  it('refuses an admin without the permission that a route asks for, too', () => {
    const policy = { admin: true, permission: 'tokens:introspect' } as const;
    expect(check.judge(admin, policy)).toMatchObject({ code: 'forbidden' });
  });

  it('passes whoever has what the route asks for', () => {
    expect(check.judge(admin, { admin: true })).toEqual({ verdict: 'pass' });
    expect(check.judge(admin, { permission: 'audit:read' })).toEqual({ verdict: 'pass' });
    expect(check.judge(session(), { permission: 'tokens:create' })).toEqual({ verdict: 'pass' });
  });

  it('does not apply to a route that asks for nothing', () => {
    expect(check.judge(session(), {})).toEqual({ verdict: 'not_applicable' });
  });
});
