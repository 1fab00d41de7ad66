import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { AssistantResource } from '../../../assistants/dto/assistant.resource.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiReplayNotice } from '../../../api/idempotency/replay-notice.js';
import { ApiEmbeddedOnRequest, ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import {
  CREATED_AT,
  LAST_USED_ADDRESS,
  TIME,
  TIME_OR_NULL,
  USERNAME,
  UUID,
} from '../../../api/openapi/properties.js';
import { TOKEN_DATA_SCHEMA } from '../../dto/token-data.js';
import { TOKEN_STATUSES } from '../../../admission/credentials/token.types.js';
import type { TokenStatus } from '../../../admission/credentials/token.types.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f62';
const EXAMPLE_PARENT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

@ApiSchema({ description: 'A short-lived token that was derived from an assistant token.' })
export class ChildTokenResource implements HalResource {
  @ApiLinks(
    { self: paths.token(EXAMPLE_ID) },
    {
      'inf:revoke': paths.token(EXAMPLE_ID),
      'inf:parent': paths.token(EXAMPLE_PARENT_ID),
      'inf:assistant': paths.assistant('team:sales-assistant'),
    },
  )
  _links: Links;

  @ApiEmbeddedOnRequest({ one: { 'inf:assistant': AssistantResource } })
  _embedded?: { 'inf:assistant'?: AssistantResource };

  @ApiProperty({ ...UUID, description: 'Stays the same for good.', example: EXAMPLE_ID })
  id: string;

  @ApiProperty({
    ...UUID,
    description: 'The token it was derived from.',
    example: EXAMPLE_PARENT_ID,
  })
  parentId: string;

  @ApiProperty({ enum: ['child'], description: 'Its kind.', example: 'child' })
  type: 'child';

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Natural id of the one assistant it reaches.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({ ...USERNAME, description: 'The owner of its parent.' })
  username: string;

  @ApiProperty({ description: 'What, or whose, it is, in words.', example: 'iPhone of Ada' })
  label: string;

  @ApiProperty({
    description: 'A masked hint; the full value is in one place only: the answer that made it.',
    example: 'i5c_Zk3Qv9…',
  })
  token: string;

  @ApiProperty({ description: 'Safe methods only.', example: false })
  readOnly: boolean;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Blocks that the client address must be in, separated by commas.',
    example: '203.0.113.0/24',
  })
  cidr: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The host that the `Origin` header must have, as its parent has it.',
    example: null,
  })
  host: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description: 'Requests a minute, beside the limit of its parent; null: only that one.',
    example: 60,
  })
  rateLimitPerMinute: number | null;

  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description: 'The one chat it reaches; null: all that its parent sees.',
    example: null,
  })
  chatId: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Thumbprint of the key that must prove each use; null: a bearer token.',
    example: null,
  })
  dpopJkt: string | null;

  @ApiProperty(TOKEN_DATA_SCHEMA)
  data: object;

  @ApiProperty({
    enum: TOKEN_STATUSES,
    enumName: 'TokenStatus',
    example: 'active',
    description: '`revoked` and `expired` with its parent, too.',
  })
  status: TokenStatus;

  @ApiProperty({ ...CREATED_AT, description: 'When it was derived.' })
  createdAt: string;

  @ApiProperty({
    ...TIME,
    description: 'Its own end, that of its parent, or that of the secret: the first.',
    example: '2024-01-15T11:00:00.000Z',
  })
  expiresAt: string;

  @ApiProperty({ ...TIME_OR_NULL, description: 'When it was revoked by itself.', example: null })
  revokedAt: string | null;

  @ApiProperty({ ...TIME_OR_NULL, description: 'At most 10 seconds behind.' })
  lastUsedAt: string | null;

  @ApiProperty(LAST_USED_ADDRESS)
  lastUsedAddress: string | null;
}

@ApiSchema({ description: 'A child token with its value.' })
export class IssuedChildTokenResource extends ChildTokenResource {
  @ApiProperty({
    pattern: '^i5c_([0-9A-Za-z]{42}|[0-9A-Za-z]{6}…)$',
    description:
      'The full value, here and never again: an answer that is given again (`Idempotency-Replayed`) has the masked hint, which ends with `…`.',
    example: 'i5c_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  override token: string;

  @ApiReplayNotice()
  notice?: string;
}

@ApiSchema({ description: 'A page of the child tokens of a token.' })
export class ChildTokenCollection extends CollectionOf({
  name: 'ChildTokenCollection',
  relation: 'inf:child-token',
  item: ChildTokenResource,
  path: paths.tokenChildren(EXAMPLE_PARENT_ID),
}) {}
