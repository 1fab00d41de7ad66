import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { MESSAGE_ROLES, MESSAGE_STATUSES } from '../chat.types.js';
import type { MessageRole, MessageStatus, ModelUsage } from '../chat.types.js';

export const EXAMPLE_CHAT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
export const EXAMPLE_MESSAGE_ID = '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a';

const COUNT = { type: 'integer', minimum: 0, nullable: true, example: 12 } as const;

export class ModelUsageResource implements ModelUsage {
  @ApiProperty(COUNT)
  inputTokens: number | null;

  @ApiProperty(COUNT)
  outputTokens: number | null;

  @ApiProperty(COUNT)
  totalTokens: number | null;
}

export class MessageResource implements HalResource {
  @ApiLinks(
    {
      self: paths.chatMessage(EXAMPLE_CHAT_ID, EXAMPLE_MESSAGE_ID),
      'inf:chat': paths.chat(EXAMPLE_CHAT_ID),
    },
    { 'inf:retry': paths.chatMessageRetry(EXAMPLE_CHAT_ID, EXAMPLE_MESSAGE_ID) },
  )
  _links: Links;

  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: MESSAGE_ROLES, enumName: 'MessageRole', example: 'assistant' })
  role: MessageRole;

  @ApiProperty({ description: 'Of an answer: what has come so far.', example: 'Here they are: …' })
  content: string;

  @ApiProperty({ enum: MESSAGE_STATUSES, enumName: 'MessageStatus', example: 'complete' })
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

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class MessageCollection extends CollectionOf({
  name: 'MessageCollection',
  relation: 'inf:message',
  item: MessageResource,
  path: paths.chatMessages(EXAMPLE_CHAT_ID),
}) {}
