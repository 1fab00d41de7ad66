import { describe, expect, it } from '@jest/globals';
import type { MessageRole, MessageStatus } from '../chat.types.js';
import { promptOf } from './prompt.js';

const said = (role: MessageRole, content: string, status: MessageStatus = 'complete') => ({
  role,
  content,
  status,
});

const TOOL = 'Result of a tool:\n\n42';

describe('promptOf', () => {
  it.each([
    ['a question', [said('user', 'a')], [['user', 'a']]],
    [
      'a conversation',
      [said('user', 'a'), said('assistant', 'b'), said('user', 'c')],
      [
        ['user', 'a'],
        ['assistant', 'b'],
        ['user', 'c'],
      ],
    ],
    [
      'a history whose beginning was left out',
      [said('assistant', 'b'), said('user', 'c')],
      [['user', 'c']],
    ],
    [
      'an answer that never began',
      [said('user', 'a'), said('assistant', '', 'failed'), said('user', 'c')],
      [['user', 'a\n\nc']],
    ],
    [
      'an answer that broke off',
      [said('user', 'a'), said('assistant', 'b', 'failed'), said('user', 'c')],
      [
        ['user', 'a'],
        ['assistant', 'b'],
        ['user', 'c'],
      ],
    ],
    [
      'what a tool told before a question',
      [said('user', 'a'), said('assistant', 'b'), said('tool', '42'), said('user', 'c')],
      [
        ['user', 'a'],
        ['assistant', 'b'],
        ['user', `${TOOL}\n\nc`],
      ],
    ],
    ['what a tool told at the beginning', [said('tool', '42')], [['user', TOOL]]],
  ])('of %s begins with the user and goes by turns', (_what, history, expected) => {
    expect(promptOf(history).map(({ role, content }) => [role, content])).toEqual(expected);
  });
});
