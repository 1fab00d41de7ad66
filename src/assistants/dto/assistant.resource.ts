import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ASSISTANT_NATURAL_ID_SCHEMA, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import { CREATED_AT, ID, UPDATED_AT } from '../../api/openapi/properties.js';

const EXAMPLE_ID = 'team:sales-assistant';

@ApiSchema({ description: 'An AI assistant.' })
export class AssistantResource implements HalResource {
  @ApiLinks(
    { self: paths.assistant(EXAMPLE_ID) },
    {
      edit: paths.assistant(EXAMPLE_ID),
      'inf:delete': paths.assistant(EXAMPLE_ID),
      'inf:assistant-tokens': paths.assistantTokens(EXAMPLE_ID),
      'inf:create-token': paths.tokens(),
      'inf:webhooks': paths.assistantWebhooks(EXAMPLE_ID),
      'inf:create-webhook': paths.assistantWebhooks(EXAMPLE_ID),
      'inf:chats': `${paths.chats()}?assistantId=0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f64`,
      'inf:create-chat': paths.chats(),
    },
  )
  _links: Links;

  @ApiProperty(ID)
  id: string;

  @ApiProperty({
    ...ASSISTANT_NATURAL_ID_SCHEMA,
    readOnly: true,
    description: '`ownerId:slug`; changes with them.',
  })
  naturalId: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'The user or the team that owns it.',
    example: 'team',
  })
  ownerId: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'Unique for the owner.',
    example: 'sales-assistant',
  })
  slug: string;

  @ApiProperty({ description: 'The display name.', example: 'Sales assistant' })
  name: string;

  @ApiProperty({
    description: 'What it is for, in words.',
    example: 'Answers questions about deals.',
  })
  description: string;

  @ApiProperty({ description: 'The system prompt.', example: 'You help the sales team.' })
  instructions: string;

  @ApiProperty({ description: 'What opens a chat.', example: 'What shall we sell?' })
  welcome: string;

  @ApiProperty({ description: 'Questions to begin with.', example: ['Show me top deals'] })
  suggestions: string[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The model that answers in its chats; null: that of the service.',
    example: null,
  })
  modelId: string | null;

  @ApiProperty({
    description: 'Every user with an AI seat may see and use it.',
    example: false,
  })
  shared: boolean;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty(UPDATED_AT)
  updatedAt: string;
}

@ApiSchema({ description: 'A page of assistants.' })
export class AssistantCollection extends CollectionOf({
  name: 'AssistantCollection',
  relation: 'inf:assistant',
  item: AssistantResource,
  path: paths.assistants(),
}) {}
