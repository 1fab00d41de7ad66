import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ASSISTANT_NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiEmbedded, ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import { COUNT, CREATED_AT, ID, UPDATED_AT, USERNAME } from '../../api/openapi/properties.js';
import { EXAMPLE_CHAT_ID, MessageResource } from './message.resource.js';

@ApiSchema({ description: 'A chat with an assistant.' })
export class ChatResource implements HalResource {
  @ApiLinks(
    { self: paths.chat(EXAMPLE_CHAT_ID) },
    {
      edit: paths.chat(EXAMPLE_CHAT_ID),
      'inf:delete': paths.chat(EXAMPLE_CHAT_ID),
      'inf:messages': paths.chatMessages(EXAMPLE_CHAT_ID),
      'inf:create-message': paths.chatMessages(EXAMPLE_CHAT_ID),
      'inf:assistant': paths.assistant('team:sales-assistant'),
    },
  )
  _links: Links;

  @ApiProperty({ ...ID, example: EXAMPLE_CHAT_ID })
  id: string;

  @ApiProperty({
    ...ASSISTANT_NATURAL_ID_SCHEMA,
    readOnly: true,
    description: 'The natural id of the assistant.',
  })
  assistantId: string;

  @ApiProperty({ ...USERNAME, readOnly: true, description: 'The user the chat belongs to.' })
  username: string;

  @ApiProperty({
    description: 'The name of the chat. Initially the beginning of its first message.',
    example: 'Show me top deals',
  })
  name: string;

  @ApiProperty({
    ...COUNT,
    minimum: 1,
    readOnly: true,
    description: 'The number of messages in the chat.',
    example: 2,
  })
  messageCount: number;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty({ ...UPDATED_AT, description: 'When a message was last added.' })
  updatedAt: string;
}

@ApiSchema({ description: 'A chat with its new messages.' })
export class ExchangeResource extends ChatResource {
  @ApiEmbedded({ 'inf:message': MessageResource })
  _embedded: Record<'inf:message', MessageResource[]>;
}

@ApiSchema({ description: 'A page of chats.' })
export class ChatCollection extends CollectionOf({
  name: 'ChatCollection',
  relation: 'inf:chat',
  item: ChatResource,
  path: paths.chats(),
}) {}
