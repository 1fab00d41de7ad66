import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiEmbedded, ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { EXAMPLE_CHAT_ID, MessageResource } from './message.resource.js';

export class ChatResource implements HalResource {
  @ApiLinks({
    self: paths.chat(EXAMPLE_CHAT_ID),
    'inf:messages': paths.chatMessages(EXAMPLE_CHAT_ID),
    'inf:assistant': paths.assistant('team:sales-assistant'),
  })
  _links: Links;

  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Natural id of the assistant.', example: 'team:sales-assistant' })
  assistantId: string;

  @ApiProperty({ description: 'Whose chat it is.', example: 'admin' })
  username: string;

  @ApiProperty({ example: 'Show me top deals' })
  name: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 2 })
  messageCount: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

/** With the messages that are new. */
export class ExchangeResource extends ChatResource {
  @ApiEmbedded({ 'inf:message': MessageResource })
  _embedded: Record<'inf:message', MessageResource[]>;
}

export class ChatCollection extends CollectionOf({
  name: 'ChatCollection',
  relation: 'inf:chat',
  item: ChatResource,
  path: paths.chats(),
}) {}
