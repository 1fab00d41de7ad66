import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks } from '../../../api/openapi/hal.schemas.js';
import { COUNT, UUID } from '../../../api/openapi/properties.js';
import type { UsageCounts } from '../usage-counts.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const DAY = { type: 'string', format: 'date' } as const;
const REQUESTS = { ...COUNT, format: 'int64' } as const;

@ApiSchema({ description: 'The number of requests with a token, by outcome.' })
export class UsageCountsResource implements UsageCounts {
  @ApiProperty({
    ...REQUESTS,
    description: 'Requests for which the service accepted the token, whatever their result.',
    example: 1_204,
  })
  accepted: number;

  @ApiProperty({
    ...REQUESTS,
    description: 'Requests that were refused with 401 or 403.',
    example: 3,
  })
  refused: number;

  @ApiProperty({
    ...REQUESTS,
    description: 'Requests that were refused with 429.',
    example: 0,
  })
  rateLimited: number;
}

@ApiSchema({ description: 'The number of requests with a token on one day.' })
export class UsageDayResource extends UsageCountsResource {
  @ApiProperty({ ...DAY, description: 'The day, in UTC.', example: '2026-11-24' })
  day: string;
}

@ApiSchema({ description: 'The usage of a token.' })
export class TokenUsageResource implements HalResource {
  @ApiLinks({ self: paths.tokenUsage(EXAMPLE_ID), 'inf:token': paths.token(EXAMPLE_ID) })
  _links: Links;

  @ApiProperty({ ...UUID, description: 'The id of the token.', example: EXAMPLE_ID })
  tokenId: string;

  @ApiProperty({ ...DAY, description: 'The first day of the period.', example: '2026-10-26' })
  from: string;

  @ApiProperty({ ...DAY, description: 'The last day of the period.', example: '2026-11-24' })
  to: string;

  @ApiProperty({ type: UsageCountsResource, description: 'The sum over all days.' })
  totals: UsageCountsResource;

  @ApiProperty({
    type: [UsageDayResource],
    description: 'Every day of the period, oldest first, including days without usage.',
  })
  days: UsageDayResource[];
}
