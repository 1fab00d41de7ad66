import { ApiProperty } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';

const EXAMPLE_ID = 'team:sales-assistant';

export class AssistantResource implements HalResource {
  @ApiLinks({
    self: paths.assistant(EXAMPLE_ID),
    'inf:assistant-tokens': paths.assistantTokens(EXAMPLE_ID),
    'inf:webhooks': paths.assistantWebhooks(EXAMPLE_ID),
  })
  _links: Links;

  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: '`ownerId:slug`', example: EXAMPLE_ID })
  naturalId: string;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'team' })
  ownerId: string;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'sales-assistant' })
  slug: string;

  @ApiProperty({ example: 'Sales assistant' })
  name: string;

  @ApiProperty({ example: 'Answers questions about deals.' })
  description: string;

  @ApiProperty({ description: 'The system prompt.', example: 'You help the sales team.' })
  instructions: string;

  @ApiProperty({ description: 'What opens a chat.', example: 'What shall we sell?' })
  welcome: string;

  @ApiProperty({ description: 'Questions to begin with.', example: ['Show me top deals'] })
  suggestions: string[];

  @ApiProperty({ type: 'string', nullable: true, example: null })
  modelId: string | null;

  @ApiProperty({
    description: 'Every user with an AI seat may see and use it.',
    example: false,
  })
  shared: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class AssistantCollection extends CollectionOf({
  name: 'AssistantCollection',
  relation: 'inf:assistant',
  item: AssistantResource,
  path: paths.assistants(),
}) {}
