import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks } from '../../../api/openapi/hal.schemas.js';
import { TIME_OR_NULL } from '../../../api/openapi/properties.js';
import { PolicyRulesDto } from './policy-rules.dto.js';

@ApiSchema({ description: 'The policy of the instance or of a team.' })
export class PolicyResource extends PolicyRulesDto implements HalResource {
  @ApiLinks(
    { self: paths.instancePolicy() },
    {
      edit: paths.instancePolicy(),
      'inf:delete': paths.teamPolicy('team'),
      'inf:preview-policy': paths.policyPreview(),
    },
  )
  _links: Links;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The team. Null for the policy of the instance.',
    example: null,
  })
  teamId: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the policy last changed. Null if there never was one.',
  })
  updatedAt: string | null;
}
