import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ASSISTANT_NATURAL_ID_SCHEMA, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import { CREATED_AT, ID, UPDATED_AT } from '../../api/openapi/properties.js';

const EXAMPLE_ID = 'team:sales-assistant';

@ApiSchema({ description: 'An AI assistant in a collection or in another resource.' })
export class AssistantSummaryResource implements HalResource {
  @ApiLinks(
    { self: paths.assistant(EXAMPLE_ID) },
    {
      edit: paths.assistant(EXAMPLE_ID),
      'inf:delete': paths.assistant(EXAMPLE_ID),
      'inf:assistant-tokens': paths.assistantTokens(EXAMPLE_ID),
      'inf:create-token': paths.tokens(),
      'inf:webhooks': paths.assistantWebhooks(EXAMPLE_ID),
      'inf:create-webhook': paths.assistantWebhooks(EXAMPLE_ID),
      'inf:budget': paths.assistantBudget(EXAMPLE_ID),
      'inf:usage': paths.assistantUsage(EXAMPLE_ID),
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
    description: 'The natural id, `ownerId:slug`. It changes when the slug or the owner changes.',
  })
  naturalId: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'The user or team that owns the assistant.',
    example: 'team',
  })
  ownerId: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'The slug. Unique per owner.',
    example: 'sales-assistant',
  })
  slug: string;

  @ApiProperty({ description: 'The display name.', example: 'Sales assistant' })
  name: string;

  @ApiProperty({
    description: 'A description of the assistant.',
    example: 'Answers questions about deals.',
  })
  description: string;

  @ApiProperty({
    description: 'The text that clients show when a chat begins.',
    example: 'What shall we sell?',
  })
  welcome: string;

  @ApiProperty({
    description: 'Questions that clients suggest at the beginning of a chat.',
    example: ['Show me top deals'],
  })
  suggestions: string[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The model that answers in the chats. Null for the default model of the service.',
    example: null,
  })
  modelId: string | null;

  @ApiProperty({
    description: 'Whether every user with an AI seat may see and use the assistant.',
    example: false,
  })
  shared: boolean;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty(UPDATED_AT)
  updatedAt: string;
}

@ApiSchema({ description: 'An AI assistant.' })
export class AssistantResource extends AssistantSummaryResource {
  @ApiProperty({ description: 'The system prompt.', example: 'You help the sales team.' })
  instructions: string;
}

@ApiSchema({ description: 'A page of assistants.' })
export class AssistantCollection extends CollectionOf({
  name: 'AssistantCollection',
  relation: 'inf:assistant',
  item: AssistantSummaryResource,
  path: paths.assistants(),
}) {}
