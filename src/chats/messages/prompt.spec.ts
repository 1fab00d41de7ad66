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
      'a history without its beginning',
      [said('assistant', 'b'), said('user', 'c')],
      [['user', 'c']],
    ],
    [
      'an answer without text',
      [said('user', 'a'), said('assistant', '', 'failed'), said('user', 'c')],
      [['user', 'a\n\nc']],
    ],
    [
      'an incomplete answer',
      [said('user', 'a'), said('assistant', 'b', 'failed'), said('user', 'c')],
      [
        ['user', 'a'],
        ['assistant', 'b'],
        ['user', 'c'],
      ],
    ],
    [
      'a tool result before a question',
      [said('user', 'a'), said('assistant', 'b'), said('tool', '42'), said('user', 'c')],
      [
        ['user', 'a'],
        ['assistant', 'b'],
        ['user', `${TOOL}\n\nc`],
      ],
    ],
    ['a tool result at the beginning', [said('tool', '42')], [['user', TOOL]]],
  ])('starts with the user and alternates the roles: %s', (_what, history, expected) => {
    expect(promptOf(history).map(({ role, content }) => [role, content])).toEqual(expected);
  });
});
