import { ApiProperty } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';

export class AssistantResource implements HalResource {
  @ApiLinks(['self', 'inf:assistant-tokens'])
  _links: Links;

  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: '`ownerId:slug`', example: 'team:sales-assistant' })
  naturalId: string;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'team' })
  ownerId: string;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'sales-assistant' })
  slug: string;

  @ApiProperty({ example: 'Sales assistant' })
  name: string;

  @ApiProperty()
  description: string;

  @ApiProperty()
  instructions: string;

  @ApiProperty()
  welcome: string;

  @ApiProperty({ example: ['Show me top deals'] })
  suggestions: string[];

  @ApiProperty({ type: 'string', nullable: true })
  modelId: string | null;

  @ApiProperty()
  shared: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class AssistantCollection extends CollectionOf(
  'AssistantCollection',
  'inf:assistant',
  AssistantResource,
) {}
