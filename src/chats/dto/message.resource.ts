import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import { COUNT, CREATED_AT, ID } from '../../api/openapi/properties.js';
import { FINISH_REASONS, MESSAGE_ROLES, MESSAGE_STATUSES } from '../chat.types.js';
import type { FinishReason, MessageRole, MessageStatus, ModelUsage } from '../chat.types.js';

export const EXAMPLE_CHAT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
export const EXAMPLE_MESSAGE_ID = '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a';

const TOKENS = { ...COUNT, nullable: true, example: 12 } as const;

@ApiSchema({ description: 'The usage of an answer, in tokens of the model.' })
export class ModelUsageResource implements ModelUsage {
  @ApiProperty({
    ...TOKENS,
    description: 'Tokens sent to the model. Null if the model does not report it.',
  })
  inputTokens: number | null;

  @ApiProperty({
    ...TOKENS,
    description: 'Tokens of the answer. Null if the model does not report it.',
  })
  outputTokens: number | null;

  @ApiProperty({
    ...TOKENS,
    description: 'The sum of both. Null if the model does not report it.',
    example: 24,
  })
  totalTokens: number | null;
}

@ApiSchema({ description: 'A message in a chat, from the user, the assistant or a tool.' })
export class MessageResource implements HalResource {
  @ApiLinks(
    { self: paths.chatMessage(EXAMPLE_CHAT_ID, EXAMPLE_MESSAGE_ID) },
    {
      'inf:chat': paths.chat(EXAMPLE_CHAT_ID),
      'inf:retry': paths.chatMessageRetry(EXAMPLE_CHAT_ID, EXAMPLE_MESSAGE_ID),
    },
  )
  _links: Links;

  @ApiProperty({ ...ID, example: EXAMPLE_MESSAGE_ID })
  id: string;

  @ApiProperty({
    enum: MESSAGE_ROLES,
    enumName: 'MessageRole',
    description: 'The author.',
    example: 'assistant',
  })
  role: MessageRole;

  @ApiProperty({
    description: 'The text of the message. While an answer is `streaming`, the text so far.',
    example: 'Here they are: …',
  })
  content: string;

  @ApiProperty({
    enum: MESSAGE_STATUSES,
    enumName: 'MessageStatus',
    description: 'The state of the message. Only answers are ever `streaming` or `failed`.',
    example: 'complete',
  })
  status: MessageStatus;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The model that wrote the answer. Null for other messages.',
    example: 'gpt-5-mini',
  })
  model: string | null;

  @ApiProperty({
    enum: FINISH_REASONS,
    enumName: 'FinishReason',
    nullable: true,
    description:
      'Why the model ended the answer. `length` and `content_filter` mean that the text may be cut. Null for other messages, and while the answer is in progress. Null also if the model did not end the answer, or ended it before the service kept the reason.',
    example: 'stop',
  })
  finishReason: FinishReason | null;

  @ApiProperty({
    type: ModelUsageResource,
    nullable: true,
    description: 'The usage of the answer. Null unless the answer is complete.',
  })
  usage: ModelUsage | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The `code` of the error if the answer failed, otherwise null.',
    example: null,
  })
  errorCode: string | null;

  @ApiProperty(CREATED_AT)
  createdAt: string;
}

@ApiSchema({ description: 'A page of messages.' })
export class MessageCollection extends CollectionOf({
  name: 'MessageCollection',
  relation: 'inf:message',
  item: MessageResource,
  path: paths.chatMessages(EXAMPLE_CHAT_ID),
}) {}
