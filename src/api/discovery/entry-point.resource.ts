import { ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../hal/hal.types.js';
import { paths } from '../hal/links.js';
import { RELATIONS } from '../hal/relations.js';
import { ApiLinks } from '../openapi/hal.schemas.js';
import { ENTRY_LINKS } from './entry-links.js';

@ApiSchema({ description: 'Links to the operations that the caller is permitted to perform.' })
export class EntryPointResource implements HalResource {
  @ApiLinks(
    {
      self: paths.root(),
      'service-desc': '/api/openapi.json',
      'service-doc': '/api/docs',
    },
    Object.fromEntries(ENTRY_LINKS.map(({ relation }) => [relation, exampleOf(relation)])),
  )
  _links: Links;
}

function exampleOf(relation: string): string {
  return RELATIONS[relation.replace(/^inf:/, '')]?.href ?? '/health/ready';
}
