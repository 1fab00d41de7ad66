import { describe, expect, it } from '@jest/globals';
import { facts, personalToken } from '../../../test/factories/principals.factory.js';
import { RestrictionsCheck } from './restrictions.check.js';

const BLOCKS = '10.0.0.0/8,2001:db8::/32';
const HOST = 'app.example.com';

describe('RestrictionsCheck', () => {
  const check = new RestrictionsCheck();
  const judge = (
    restrictions: { cidr?: string; host?: string },
    from: { address?: string; origin?: string } = {},
  ) => check.judge(personalToken(restrictions), {}, facts(from));

  it.each(['192.0.2.7', '2001:db9::1', '', 'unix'])('refuses the address %j', (address) => {
    expect(judge({ cidr: BLOCKS }, { address })).toEqual({
      verdict: 'refuse',
      code: 'address_not_allowed',
      message: 'This token may not be used from this address.',
      because: { fact: 'address', value: address, expected: BLOCKS },
    });
  });

  it.each([
    ['https://evil.example', 'evil.example'],
    ['https://evil.example:8443', 'evil.example:8443'],
    ['http://APP.example.com.evil.example', 'app.example.com.evil.example'],
    ['null', null],
    [undefined, null],
  ])('refuses the origin %j, and reports its host', (origin, value) => {
    expect(judge({ host: HOST }, { ...(origin && { origin }) })).toEqual({
      verdict: 'refuse',
      code: 'origin_not_allowed',
      message: 'This token may not be used from this origin.',
      because: { fact: 'origin', value, expected: HOST },
    });
  });

  it('refuses if one of two restrictions is not met', () => {
    const both = { cidr: BLOCKS, host: HOST };
    expect(judge(both, { address: '10.1.2.3' })).toMatchObject({ code: 'origin_not_allowed' });
    expect(judge(both, { origin: `https://${HOST}` })).toMatchObject({
      code: 'address_not_allowed',
    });
  });

  it('passes requests that meet all restrictions', () => {
    const from = { address: '10.1.2.3', origin: `https://${HOST}` };
    for (const restrictions of [{ cidr: BLOCKS }, { host: HOST }, { cidr: BLOCKS, host: HOST }]) {
      expect(judge(restrictions, from)).toEqual({ verdict: 'pass' });
    }
  });

  it('does not apply to a credential without restrictions, or without a credential', () => {
    expect(judge({})).toEqual({ verdict: 'not_applicable' });
    expect(check.judge(null, {}, facts())).toEqual({ verdict: 'not_applicable' });
  });
});
