import { describe, expect, it } from '@jest/globals';
import { session } from '../../../test/factories/principals.factory.js';
import { CredentialCheck } from './credential.check.js';

describe('CredentialCheck', () => {
  const check = new CredentialCheck();

  it('refuses a request without a credential', () => {
    expect(check.judge(null, {})).toEqual({
      verdict: 'refuse',
      code: 'credential_required',
      message: 'Authentication is required.',
      because: { fact: 'credential', value: null, expected: 'bearer' },
    });
  });

  it('does not apply to routes that accept requests without a credential', () => {
    expect(check.judge(null, { anonymous: true })).toEqual({ verdict: 'not_applicable' });
  });

  it.each([{}, { anonymous: true } as const])(
    'passes a principal, with the policy %j',
    (policy) => {
      expect(check.judge(session(), policy)).toEqual({ verdict: 'pass' });
    },
  );
});
