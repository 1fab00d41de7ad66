import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../hal/hal.types.js';
import { paths } from '../hal/links.js';
import { RELATIONS } from '../hal/relations.js';
import { ApiLinks } from '../openapi/hal.schemas.js';

export class RelationResource implements HalResource {
  @ApiLinks({ self: paths.relation('assistant') })
  _links: Links;

  @ApiProperty({ example: 'inf:assistant' })
  name: string;

  @ApiProperty({ example: RELATIONS.assistant })
  description: string;
}
