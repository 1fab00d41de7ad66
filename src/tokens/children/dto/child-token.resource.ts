import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { AssistantSummaryResource } from '../../../assistants/dto/assistant.resource.js';
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
import type { SuspensionReason } from '../../suspension/suspension.js';
import { STATUS_REASON } from '../../suspension/status-reason.schema.js';
import { TOKEN_DATA_SCHEMA } from '../../dto/token-data.js';
import { SHOWN_TOKEN_STATUSES } from '../../../admission/credentials/token.types.js';
import type { ShownTokenStatus } from '../../../admission/credentials/token.types.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f62';
const EXAMPLE_PARENT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

@ApiSchema({
  description: 'A child token: a short-lived token that was derived from an assistant token.',
})
export class ChildTokenResource implements HalResource {
  @ApiLinks(
    { self: paths.token(EXAMPLE_ID) },
    {
      'inf:revoke': paths.token(EXAMPLE_ID),
      'inf:explain': paths.tokenExplain(EXAMPLE_ID),
      'inf:parent': paths.token(EXAMPLE_PARENT_ID),
      'inf:assistant': paths.assistant('team:sales-assistant'),
    },
  )
  _links: Links;

  @ApiEmbeddedOnRequest({ one: { 'inf:assistant': AssistantSummaryResource } })
  _embedded?: { 'inf:assistant'?: AssistantSummaryResource };

  @ApiProperty({ ...UUID, description: 'The id. It never changes.', example: EXAMPLE_ID })
  id: string;

  @ApiProperty({
    ...UUID,
    description: 'The parent: the token that the child was derived from.',
    example: EXAMPLE_PARENT_ID,
  })
  parentId: string;

  @ApiProperty({ enum: ['child'], description: 'The type of the token.', example: 'child' })
  type: 'child';

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The natural id of the assistant that the token is limited to. Null if the assistant was deleted.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({ ...USERNAME, description: 'The owner of the parent.' })
  username: string;

  @ApiProperty({
    description: 'A label, such as the device or the person that uses the token.',
    example: 'iPhone of Ada',
  })
  label: string;

  @ApiProperty({
    description:
      'The masked value. Only the response that created the token contains the full value.',
    example: 'i5c_Zk3Qv9…',
  })
  token: string;

  @ApiProperty({ description: 'Whether the token allows safe methods only.', example: false })
  readOnly: boolean;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The CIDR blocks from which the token can be used, separated by commas. Null if it can be used from anywhere.',
    example: '203.0.113.0/24',
  })
  cidr: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The host that the `Origin` header must name, inherited from the parent. Null if every origin is allowed.',
    example: null,
  })
  host: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description:
      'The rate limit in requests per minute, in addition to the limit of the parent. Null if only the limit of the parent applies.',
    example: 60,
  })
  rateLimitPerMinute: number | null;

  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description:
      'The chat that the token is limited to. Null if it reaches every chat that its parent reaches.',
    example: null,
  })
  chatId: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The thumbprint of the key that must sign a DPoP proof for each use. Null for a bearer token.',
    example: null,
  })
  dpopJkt: string | null;

  @ApiProperty(TOKEN_DATA_SCHEMA)
  data: object;

  @ApiProperty({
    enum: SHOWN_TOKEN_STATUSES,
    enumName: 'TokenStatus',
    example: 'active',
    description:
      'The status. A child token is also `revoked`, `expired` or `suspended` when its parent is.',
  })
  status: ShownTokenStatus;

  @ApiProperty(STATUS_REASON)
  statusReason: SuspensionReason | null;

  @ApiProperty({ ...CREATED_AT, description: 'When the token was derived.' })
  createdAt: string;

  @ApiProperty({
    ...TIME,
    description:
      'When the token expires: the earliest of its own expiry, the expiry of its parent, and the end of the secret it was derived with.',
    example: '2024-01-15T11:00:00.000Z',
  })
  expiresAt: string;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When this token itself was revoked. Null if it was not, even if its parent was.',
    example: null,
  })
  revokedAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the value was first reported as leaked. Null if it was not.',
    example: null,
  })
  leakedAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the token was last used. Up to 10 seconds late.',
  })
  lastUsedAt: string | null;

  @ApiProperty(LAST_USED_ADDRESS)
  lastUsedAddress: string | null;
}

@ApiSchema({ description: 'A child token with its value.' })
export class IssuedChildTokenResource extends ChildTokenResource {
  @ApiProperty({
    pattern: '^i5c_([0-9A-Za-z]{42}|[0-9A-Za-z]{6}…)$',
    description:
      'The value of the token. Only this response contains it: a replayed response (`Idempotency-Replayed`) contains the masked value, which ends with `…`.',
    example: 'i5c_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  override token: string;

  @ApiReplayNotice()
  notice?: string;
}

@ApiSchema({ description: 'A page of child tokens.' })
export class ChildTokenCollection extends CollectionOf({
  name: 'ChildTokenCollection',
  relation: 'inf:child-token',
  item: ChildTokenResource,
  path: paths.tokenChildren(EXAMPLE_PARENT_ID),
}) {}
