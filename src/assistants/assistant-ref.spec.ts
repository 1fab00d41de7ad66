import { describe, expect, it } from '@jest/globals';
import { parseAssistantRef } from './assistant-ref.js';

const ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const LONGEST = 'a'.repeat(63);

describe('parseAssistantRef', () => {
  it('accepts a UUID', () => {
    expect(parseAssistantRef(ID)).toEqual({ id: ID });
  });

  it('converts a UUID to lower case', () => {
    expect(parseAssistantRef(ID.toUpperCase())).toEqual({ id: ID });
  });

  it.each([
    ['team:sales-assistant', { ownerId: 'team', slug: 'sales-assistant' }],
    ['0:a.b_c-d', { ownerId: '0', slug: 'a.b_c-d' }],
    [`${LONGEST}:${LONGEST}`, { ownerId: LONGEST, slug: LONGEST }],
    [`${ID}:${ID}`, { ownerId: ID, slug: ID }],
  ])('accepts the natural id %s', (text, ref) => {
    expect(parseAssistantRef(text)).toEqual(ref);
  });

  it.each([
    '',
    ':',
    'team',
    'team:',
    ':sales-assistant',
    'team:sales:assistant',
    'Team:sales-assistant',
    'team:Sales',
    'team: sales',
    ' team:sales',
    'team:sales\n',
    'team:-sales',
    'tëam:sales',
    `${LONGEST}a:b`,
    `b:${LONGEST}a`,
    ID.slice(1),
    `${ID}0`,
    ` ${ID}`,
    `${ID}\n`,
    ID.replaceAll('-', ''),
    `{${ID}}`,
    'self',
  ])('refuses %j', (text) => {
    expect(parseAssistantRef(text)).toBeNull();
  });
});
