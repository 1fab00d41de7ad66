import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../hal/hal.types.js';
import { paths } from '../hal/links.js';
import { RELATIONS } from '../hal/relations.js';
import { ApiLinks } from '../openapi/hal.schemas.js';

@ApiSchema({ description: 'What a link relation means.' })
export class RelationResource implements HalResource {
  @ApiLinks({ self: paths.relation('assistant') })
  _links: Links;

  @ApiProperty({ description: 'With its prefix.', example: 'inf:assistant' })
  name: string;

  @ApiProperty({ description: 'What it means, in Markdown.', example: RELATIONS.assistant })
  description: string;
}
