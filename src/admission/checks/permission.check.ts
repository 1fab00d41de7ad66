import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

export class PermissionCheck implements Check {
  readonly name = 'permission';
  readonly sentence = 'The caller has the role and the permission that the operation requires.';

  judge(principal: Principal | null, { admin, permission }: RoutePolicy): Verdict {
    if (admin === undefined && permission === undefined) return NOT_APPLICABLE;
    if (admin && principal?.role !== 'admin') {
      return refuse('forbidden', 'This requires the role admin.', {
        fact: 'role',
        value: principal?.role ?? null,
        expected: 'admin',
      });
    }
    if (permission === undefined || principal?.permissions.includes(permission)) return PASS;
    return refuse('forbidden', `This requires the permission ${permission}.`, {
      fact: 'permissions',
      value: principal?.permissions.join(' ') ?? null,
      expected: permission,
    });
  }
}
