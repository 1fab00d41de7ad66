import type { ExamplesObject } from '@nestjs/swagger';

export const CREATE_CHAT_MESSAGE_EXAMPLES: ExamplesObject = {
  question: {
    summary: 'A question that the assistant answers',
    value: { role: 'user', content: 'And the ones we lost?' },
  },
  tool: {
    summary: 'The result of a tool, for the next answer',
    value: { role: 'tool', content: '{"lost":["Initech"]}' },
  },
  wrapped: {
    summary: 'The same shape as in the first message of a chat',
    value: { message: { role: 'user', content: 'And the ones we lost?' } },
  },
};
