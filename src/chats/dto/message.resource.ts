import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import { COUNT, CREATED_AT, ID } from '../../api/openapi/properties.js';
import { MESSAGE_ROLES, MESSAGE_STATUSES } from '../chat.types.js';
import type { MessageRole, MessageStatus, ModelUsage } from '../chat.types.js';

export const EXAMPLE_CHAT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
export const EXAMPLE_MESSAGE_ID = '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a';

const TOKENS = { ...COUNT, nullable: true, example: 12 } as const;

@ApiSchema({ description: 'What an answer took, in tokens of the model.' })
export class ModelUsageResource implements ModelUsage {
  @ApiProperty({ ...TOKENS, description: 'What was sent to it; null where it does not tell.' })
  inputTokens: number | null;

  @ApiProperty({ ...TOKENS, description: 'What it has answered; null where it does not tell.' })
  outputTokens: number | null;

  @ApiProperty({
    ...TOKENS,
    description: 'Both; null where it does not tell.',
    example: 24,
  })
  totalTokens: number | null;
}

@ApiSchema({ description: 'A message of a chat: of the user, of the assistant, or of a tool.' })
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
    description: 'Who says it.',
    example: 'assistant',
  })
  role: MessageRole;

  @ApiProperty({ description: 'Of an answer: what has come so far.', example: 'Here they are: …' })
  content: string;

  @ApiProperty({
    enum: MESSAGE_STATUSES,
    enumName: 'MessageStatus',
    description: 'Of an answer: whether more is to come.',
    example: 'complete',
  })
  status: MessageStatus;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Of an answer: the model that gives it.',
    example: 'gpt-5-mini',
  })
  model: string | null;

  @ApiProperty({
    type: ModelUsageResource,
    nullable: true,
    description: 'Of an answer, in tokens of the model.',
  })
  usage: ModelUsage | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Of a failed answer: the `code` of its error.',
    example: null,
  })
  errorCode: string | null;

  @ApiProperty(CREATED_AT)
  createdAt: string;
}

@ApiSchema({ description: 'A page of the messages of a chat.' })
export class MessageCollection extends CollectionOf({
  name: 'MessageCollection',
  relation: 'inf:message',
  item: MessageResource,
  path: paths.chatMessages(EXAMPLE_CHAT_ID),
}) {}
