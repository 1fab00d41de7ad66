import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiLinks } from '../../api/openapi/hal.schemas.js';
import type { CardName } from './risk-cards.js';

@ApiSchema({ description: 'How many tokens have a risk.' })
export class TokenRiskResource implements HalResource {
  @ApiLinks({ self: `${paths.tokens()}?status=active&neverExpires=true` })
  _links: Links;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'The number of tokens.', example: 7 })
  count: number;

  @ApiPropertyOptional({
    enum: [true],
    description: 'Present if there are more than `count`, because counting stopped there.',
  })
  countIsEstimate?: true;
}

const risk = (description: string) => ApiProperty({ type: TokenRiskResource, description });

@ApiSchema({ description: 'The risks of the tokens that you can list.' })
export class TokenRisksResource implements HalResource, Record<CardName, TokenRiskResource> {
  @ApiLinks({ self: paths.tokenSummary() })
  _links: Links;

  @risk('Active tokens that never expire.')
  neverExpire: TokenRiskResource;

  @risk('Active tokens that nobody has used for 90 days.')
  unused90Days: TokenRiskResource;

  @risk('Active tokens that expire within 7 days.')
  expiring7Days: TokenRiskResource;

  @risk('Tokens that break a policy.')
  noncompliant: TokenRiskResource;

  @risk('Active tokens of which somebody presented a retired secret.')
  reused: TokenRiskResource;

  @risk('Paused tokens.')
  paused: TokenRiskResource;

  @risk('Active tokens for an assistant of a team that their owner has left.')
  ownerLeft: TokenRiskResource;
}
