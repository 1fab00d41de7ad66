import { ApiParam } from '@nestjs/swagger';
import { EXAMPLE_CHAT_ID, EXAMPLE_MESSAGE_ID } from './dto/message.resource.js';

export const ApiChatId = () =>
  ApiParam({
    name: 'id',
    description: 'The UUID of the chat.',
    schema: { type: 'string', format: 'uuid', example: EXAMPLE_CHAT_ID },
  });

export const ApiMessageId = () =>
  ApiParam({
    name: 'messageId',
    description: 'The UUID of the message.',
    schema: { type: 'string', format: 'uuid', example: EXAMPLE_MESSAGE_ID },
  });
