import { describe, expect, it } from '@jest/globals';
import { parseForm } from './parse-form.js';

describe('parseForm', () => {
  it.each([
    ['token=abc&token_type_hint=access_token', { token: 'abc', token_type_hint: 'access_token' }],
    ['token=a%20b+c%2B', { token: 'a b c+' }],
    ['token=&scope=x', { scope: 'x' }],
    ['token', {}],
    ['', {}],
    ['token=a&token=b', { token: ['a', 'b'] }],
    ['token=a&token=', { token: ['a', ''] }],
    ['token=a&token=b&token=c', { token: ['a', 'b', 'c'] }],
  ])('reads %j', (text, fields) => {
    expect(parseForm(text)).toEqual(fields);
  });

  it('reads a name that is repeated as often as a body has room for', () => {
    const values = parseForm(`=1${'&='.repeat(128 * 1_024)}`)[''];
    expect(values).toHaveLength(128 * 1_024 + 1);
  });

  it('takes the name of an inherited property for a name like any other', () => {
    expect(Object.keys(parseForm('__proto__=x'))).toEqual(['__proto__']);
  });
});
