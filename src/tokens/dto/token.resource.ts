import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiValueNotice } from '../../idempotency/value-notice.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { ON_REUSE, RESTRICT_KINDS, TOKEN_STATUSES, TOKEN_TYPES } from '../token.types.js';
import type { OnReuse, RestrictKind, TokenStatus, TokenType } from '../token.types.js';
import { TOKEN_DATA_SCHEMA } from './token-data.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const TIME_OR_NULL = { type: 'string', format: 'date-time', nullable: true } as const;

export class AssistantTokenResource implements HalResource {
  @ApiLinks({ self: paths.token(EXAMPLE_ID) })
  _links: Links;

  @ApiProperty({ format: 'uuid', example: EXAMPLE_ID })
  id: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Natural id of the one assistant it reaches; null for a personal token.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({ description: 'Its owner.', example: 'admin' })
  username: string;

  @ApiProperty({ enum: TOKEN_TYPES, enumName: 'TokenType', example: 'assistant' })
  type: TokenType;

  @ApiProperty({ example: 'Production API integration' })
  notes: string;

  @ApiProperty({
    description:
      'A masked hint; the full value is in one place only: the answer that created or rotated it.',
    example: 'i5t_Zk3Qv9…',
  })
  token: string;

  @ApiProperty({ description: 'Safe methods only.', example: false })
  readOnly: boolean;

  @ApiProperty({ format: 'date-time', example: '2024-01-15T10:00:00.000Z' })
  createdAt: string;
}

export class TokenSummaryResource extends AssistantTokenResource {
  @ApiProperty({ enum: TOKEN_STATUSES, enumName: 'TokenStatus' })
  status: TokenStatus;

  @ApiProperty({ ...TIME_OR_NULL, description: 'null: never.', example: null })
  expiresAt: string | null;
}

export class TokenSecretResource {
  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When its overlap ends; null: it is current.',
    example: null,
  })
  retiresAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'Since when it is refused; null: it works.',
    example: null,
  })
  retiredAt: string | null;

  @ApiProperty({ ...TIME_OR_NULL, description: 'At most 10 seconds behind.' })
  lastUsedAt: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7' })
  lastUsedAddress: string | null;
}

export class TokenResource extends TokenSummaryResource {
  @ApiLinks(
    { self: paths.token(EXAMPLE_ID), 'inf:usage': paths.tokenUsage(EXAMPLE_ID) },
    {
      'inf:assistant': paths.assistant('team:sales-assistant'),
      'inf:children': paths.tokenChildren(EXAMPLE_ID),
      'inf:rotate': paths.tokenRotate(EXAMPLE_ID),
      'inf:derive': paths.tokenDerive(),
    },
  )
  override _links: Links;

  @ApiProperty({
    type: 'string',
    enum: [...RESTRICT_KINDS, null],
    nullable: true,
    description: 'Which of `cidr` and `host` limits the use.',
    example: 'cidr',
  })
  restrict: RestrictKind | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Blocks that the client address must be in, separated by commas.',
    example: '203.0.113.0/24,2001:db8::/32',
  })
  cidr: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The host that the `Origin` header must have.',
    example: null,
  })
  host: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description: 'Requests a minute; null: no limit of its own.',
    example: 600,
  })
  rateLimitPerMinute: number | null;

  @ApiProperty({ enum: ON_REUSE, enumName: 'OnReuse' })
  onReuse: OnReuse;

  @ApiProperty(TOKEN_DATA_SCHEMA)
  data: object;

  @ApiProperty({ ...TIME_OR_NULL, description: 'Of any secret; at most 10 seconds behind.' })
  lastUsedAt: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7' })
  lastUsedAddress: string | null;

  @ApiProperty({ ...TIME_OR_NULL, example: null })
  revokedAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When a retired secret was last presented.',
    example: null,
  })
  reusedAt: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The current secret.' })
  secretVersion: number;

  @ApiProperty({ type: [TokenSecretResource], description: 'Newest first.' })
  secrets: TokenSecretResource[];
}

export class IssuedTokenResource extends TokenResource {
  @ApiProperty({
    pattern: '^i5t_([0-9A-Za-z]{42}|[0-9A-Za-z]{6}…)$',
    description:
      'The full value, here and never again: an answer that is given again (`Idempotency-Replayed`) has the masked hint, which ends with `…`.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  override token: string;

  @ApiValueNotice()
  notice?: string;
}

export class AssistantTokenCollection extends CollectionOf({
  name: 'AssistantTokenCollection',
  relation: 'inf:assistant-token',
  item: AssistantTokenResource,
  path: paths.assistantTokens('team:sales-assistant'),
}) {}

export class TokenCollection extends CollectionOf({
  name: 'TokenCollection',
  relation: 'inf:token',
  item: TokenSummaryResource,
  path: paths.tokens(),
}) {}
