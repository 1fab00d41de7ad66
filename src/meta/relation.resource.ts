import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../hal/hal.types.js';
import { ApiLinks } from '../openapi/hal.schemas.js';

export class RelationResource implements HalResource {
  @ApiLinks(['self'])
  _links: Links;

  @ApiProperty({ example: 'inf:assistant' })
  name: string;

  @ApiProperty()
  description: string;
}
