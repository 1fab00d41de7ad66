import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks } from '../../../api/openapi/hal.schemas.js';
import { COUNT, USERNAME, UUID } from '../../../api/openapi/properties.js';
import type { SpendCounts } from '../../spend/usage/spend-counts.js';
import type { UsageCounts } from '../usage-counts.js';
import { ModelTokensResource } from './model-tokens.resource.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const ASSISTANT = 'team:sales-assistant';
const DAY = { type: 'string', format: 'date' } as const;
const REQUESTS = { ...COUNT, format: 'int64' } as const;
/** Only with `groupBy`. */
const PAGES = {
  first: `${paths.tokenUsage(EXAMPLE_ID)}?groupBy=subject`,
  prev: `${paths.tokenUsage(EXAMPLE_ID)}?groupBy=subject&cursor=WyJ0b2tlbiIsImJlZm9yZSJd`,
  next: `${paths.tokenUsage(EXAMPLE_ID)}?groupBy=subject&cursor=WyJ0b2tlbiIsImFmdGVyIl0`,
  last: `${paths.tokenUsage(EXAMPLE_ID)}?groupBy=subject&cursor=WyJ0b2tlbiIsImxhc3QiXQ`,
};

@ApiSchema({ description: 'The number of requests, by outcome, and the tokens of models.' })
export class UsageCountsResource extends ModelTokensResource implements UsageCounts, SpendCounts {
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

@ApiSchema({ description: 'The usage on one day.' })
export class UsageDayResource extends UsageCountsResource {
  @ApiProperty({ ...DAY, description: 'The day, in UTC.', example: '2026-11-24' })
  day: string;
}

@ApiSchema({ description: 'What one token, assistant, owner or subject used in the period.' })
export class UsageGroupResource extends ModelTokensResource {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The id of the token, the UUID of the assistant, the username of the owner, or the label of the child token. Null for sessions, for requests without a label, and for deleted owners.',
    example: 'iPhone of Ada',
  })
  key: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The notes of the token, the natural id of the assistant, the display name of the owner, or the label. Null if it was deleted.',
    example: 'iPhone of Ada',
  })
  name: string | null;
}

@ApiSchema({ description: 'The usage in a period.' })
export class UsageResource {
  @ApiProperty({ ...DAY, description: 'The first day of the period.', example: '2026-10-26' })
  from: string;

  @ApiProperty({ ...DAY, description: 'The last day of the period.', example: '2026-11-24' })
  to: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    pattern: '^[A-Z]{3}$',
    description: 'The currency of each `cost`. Null if the service has no prices.',
    example: 'USD',
  })
  currency: string | null;

  @ApiProperty({ type: UsageCountsResource, description: 'The sum over all days.' })
  totals: UsageCountsResource;

  @ApiProperty({
    type: [UsageDayResource],
    description: 'Every day of the period, oldest first, including days without usage.',
  })
  days: UsageDayResource[];

  @ApiProperty({
    type: [UsageGroupResource],
    required: false,
    description: 'A page of groups, in a fixed order. Only with `groupBy`.',
  })
  groups?: UsageGroupResource[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    required: false,
    description: 'The offset of the first group. Only with `groupBy`.',
    example: 0,
  })
  start?: number;

  @ApiProperty({
    ...COUNT,
    required: false,
    description: 'The number of groups in this page. Only with `groupBy`.',
  })
  count?: number;

  @ApiProperty({
    ...COUNT,
    required: false,
    description: 'The number of groups in all pages. Only with `groupBy`.',
  })
  total?: number;
}

@ApiSchema({ description: 'The usage of a token.' })
export class TokenUsageResource extends UsageResource implements HalResource {
  @ApiLinks({ self: paths.tokenUsage(EXAMPLE_ID), 'inf:token': paths.token(EXAMPLE_ID) }, PAGES)
  _links: Links;

  @ApiProperty({ ...UUID, description: 'The id of the token.', example: EXAMPLE_ID })
  tokenId: string;
}

@ApiSchema({ description: 'The usage of an assistant.' })
export class AssistantUsageResource extends UsageResource implements HalResource {
  @ApiLinks(
    { self: paths.assistantUsage(ASSISTANT), 'inf:assistant': paths.assistant(ASSISTANT) },
    PAGES,
  )
  _links: Links;

  @ApiProperty({ ...UUID, description: 'The UUID of the assistant.', example: EXAMPLE_ID })
  assistantId: string;
}

@ApiSchema({ description: 'The usage of a user or a service account.' })
export class UserUsageResource extends UsageResource implements HalResource {
  @ApiLinks(
    { self: paths.userUsage('ada') },
    {
      'inf:user': paths.user('ada'),
      'inf:service-account': paths.serviceAccount('crm-sync'),
      ...PAGES,
    },
  )
  _links: Links;

  @ApiProperty({ ...USERNAME, description: 'The username, or the id of the service account.' })
  username: string;
}
