import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks } from '../../../api/openapi/hal.schemas.js';
import { COUNT, UUID } from '../../../api/openapi/properties.js';
import type { UsageCounts } from '../usage-counts.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const DAY = { type: 'string', format: 'date' } as const;
const REQUESTS = { ...COUNT, format: 'int64' } as const;

@ApiSchema({ description: 'Requests with a token.' })
export class UsageCountsResource implements UsageCounts {
  @ApiProperty({
    ...REQUESTS,
    description: 'Requests that the token was let in with, whatever became of them then.',
    example: 1_204,
  })
  accepted: number;

  @ApiProperty({
    ...REQUESTS,
    description: 'Requests that it was refused (401, 403).',
    example: 3,
  })
  refused: number;

  @ApiProperty({
    ...REQUESTS,
    description: 'Requests that were too many (429).',
    example: 0,
  })
  rateLimited: number;
}

@ApiSchema({ description: 'Requests with a token on one day.' })
export class UsageDayResource extends UsageCountsResource {
  @ApiProperty({ ...DAY, description: 'In UTC.', example: '2026-11-24' })
  day: string;
}

@ApiSchema({ description: 'How often a token was used.' })
export class TokenUsageResource implements HalResource {
  @ApiLinks({ self: paths.tokenUsage(EXAMPLE_ID), 'inf:token': paths.token(EXAMPLE_ID) })
  _links: Links;

  @ApiProperty({ ...UUID, description: 'The token.', example: EXAMPLE_ID })
  tokenId: string;

  @ApiProperty({ ...DAY, description: 'The first day.', example: '2026-10-26' })
  from: string;

  @ApiProperty({ ...DAY, description: 'The last day.', example: '2026-11-24' })
  to: string;

  @ApiProperty({ type: UsageCountsResource, description: 'Of all days.' })
  totals: UsageCountsResource;

  @ApiProperty({
    type: [UsageDayResource],
    description: 'Every day of the period, oldest first, also those without use.',
  })
  days: UsageDayResource[];
}
