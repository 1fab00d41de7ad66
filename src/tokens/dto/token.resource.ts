import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { AssistantSummaryResource } from '../../assistants/dto/assistant.resource.js';
import { ChildTokenResource } from '../children/dto/child-token.resource.js';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiReplayNotice } from '../../api/idempotency/replay-notice.js';
import { ApiEmbeddedOnRequest, ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import {
  CREATED_AT,
  ID,
  LAST_USED_ADDRESS,
  LAST_USED_AT,
  SECRET_VERSION,
  TIME_OR_NULL,
  USERNAME,
} from '../../api/openapi/properties.js';
import {
  LISTED_TOKEN_TYPES,
  ON_REUSE,
  RESTRICT_KINDS,
  SHOWN_TOKEN_STATUSES,
  TOKEN_TYPES,
} from '../../admission/credentials/token.types.js';
import type {
  ListedTokenType,
  OnReuse,
  RestrictKind,
  ShownTokenStatus,
  TokenType,
} from '../../admission/credentials/token.types.js';
import type { SuspensionReason } from '../suspension/suspension.js';
import { JUDGED_RULES } from '../policies/compliance/judged-rules.js';
import type { JudgedRule } from '../policies/compliance/judged-rules.js';
import { STATUS_REASON } from '../suspension/status-reason.schema.js';
import { TOKEN_DATA_SCHEMA } from './token-data.js';
import { NAME_SCHEMA } from './token-name.js';
import { TAGS_SCHEMA } from './token-tags.js';

const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

@ApiSchema({ description: 'A token in the collection of an assistant.' })
export class AssistantTokenResource implements HalResource {
  @ApiLinks(
    { self: paths.token(EXAMPLE_ID) },
    { 'inf:assistant': paths.assistant('team:sales-assistant') },
  )
  _links: Links;

  @ApiEmbeddedOnRequest({ one: { 'inf:assistant': AssistantSummaryResource } })
  _embedded?: { 'inf:assistant'?: AssistantSummaryResource };

  @ApiProperty({ ...ID, example: EXAMPLE_ID })
  id: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The natural id of the assistant that the token is limited to. Null for a personal token.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({ ...USERNAME, readOnly: true, description: 'The owner of the token.' })
  username: string;

  @ApiProperty({
    enum: LISTED_TOKEN_TYPES,
    enumName: 'ListedTokenType',
    description:
      'The type of the token. Only a token that lists itself sees `child` tokens here: its own.',
    example: 'assistant',
  })
  type: ListedTokenType;

  @ApiProperty({
    description: 'Notes about the token. The label of a child token.',
    example: 'Production API integration',
  })
  notes: string;

  @ApiProperty({
    readOnly: true,
    description:
      'The masked value of the current secret. Only the response that created or rotated the token contains the full value.',
    example: 'i5t_Zk3Qv9…',
  })
  token: string;

  @ApiProperty({ description: 'Whether the token allows safe methods only.', example: false })
  readOnly: boolean;

  @ApiProperty({ ...CREATED_AT, description: 'When the token was created.' })
  createdAt: string;
}

@ApiSchema({ description: 'A rule of a policy that a token breaks.' })
export class PolicyViolationResource {
  @ApiProperty({
    enum: JUDGED_RULES,
    enumName: 'PolicyRule',
    description: 'The rule.',
    example: 'expiryRequired',
  })
  rule: JudgedRule;

  @ApiProperty({
    description: 'What is wrong, in one sentence for a person.',
    example: 'The token has no expiry.',
  })
  message: string;

  @ApiProperty({ ...CREATED_AT, description: 'Since when the service knows of it.' })
  since: string;
}

@ApiSchema({ description: 'A token in a collection.' })
export class TokenSummaryResource extends AssistantTokenResource {
  @ApiProperty({
    enum: TOKEN_TYPES,
    enumName: 'TokenType',
    description:
      'The type of the token. An `assistant` token is limited to one assistant. A `personal` token can do everything its owner can.',
    example: 'assistant',
  })
  override type: TokenType;

  @ApiProperty({
    ...NAME_SCHEMA,
    description: 'The name of the token. Without one, the first line of its notes.',
    example: 'Production API integration',
  })
  name: string;

  @ApiProperty({
    ...TAGS_SCHEMA,
    description: 'The tags, each of the form `key` or `key=value`.',
    example: ['crm', 'env=production'],
  })
  tags: string[];

  @ApiProperty({
    enum: SHOWN_TOKEN_STATUSES,
    enumName: 'TokenStatus',
    readOnly: true,
    description:
      'The status. Only an `active` or `noncompliant` token is valid. `statusReason` tells why a token is `suspended`, and `policyViolations` why it is `noncompliant`.',
    example: 'active',
  })
  status: ShownTokenStatus;

  @ApiProperty(STATUS_REASON)
  statusReason: SuspensionReason | null;

  @ApiProperty({
    type: [PolicyViolationResource],
    readOnly: true,
    description: 'The rules that the token breaks. Empty if it has ended.',
    example: [],
  })
  policyViolations: PolicyViolationResource[];

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'When a policy pauses the token, unless it complies by then. Null if none does.',
    example: null,
  })
  pausesAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the token expires. Null if it does not expire.',
    example: null,
  })
  expiresAt: string | null;

  @ApiProperty({
    ...LAST_USED_AT,
    description: 'When the token was last used, with any secret. Up to 10 seconds late.',
  })
  lastUsedAt: string | null;
}

@ApiSchema({ description: 'A version of the secret of a token.' })
export class TokenSecretResource {
  @ApiProperty(SECRET_VERSION)
  version: number;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'When the overlap of this version ends. Null for the current version.',
    example: null,
  })
  retiresAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description:
      'When this version was retired: since then the service refuses it. Null if it is valid.',
    example: null,
  })
  retiredAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When this version was first reported as leaked. Null if it was not.',
    example: null,
  })
  leakedAt: string | null;

  @ApiProperty({
    ...LAST_USED_AT,
    description: 'When this version was last used. Up to 10 seconds late.',
  })
  lastUsedAt: string | null;

  @ApiProperty(LAST_USED_ADDRESS)
  lastUsedAddress: string | null;
}

@ApiSchema({ description: 'An API token, without its value.' })
export class TokenResource extends TokenSummaryResource {
  @ApiLinks(
    { self: paths.token(EXAMPLE_ID) },
    {
      'inf:transfer': paths.tokenTransfer(),
      'inf:usage': paths.tokenUsage(EXAMPLE_ID),
      'inf:budget': paths.tokenBudget(EXAMPLE_ID),
      'inf:explain': paths.tokenExplain(EXAMPLE_ID),
      edit: paths.token(EXAMPLE_ID),
      'inf:revoke': paths.token(EXAMPLE_ID),
      'inf:assistant': paths.assistant('team:sales-assistant'),
      'inf:pause': paths.tokenPause(EXAMPLE_ID),
      'inf:resume': paths.tokenResume(EXAMPLE_ID),
      'inf:rotate': paths.tokenRotate(EXAMPLE_ID),
      'inf:children': paths.tokenChildren(EXAMPLE_ID),
      'inf:revoke-children': paths.tokenChildren(EXAMPLE_ID),
      'inf:derive': paths.tokenDerive(),
    },
  )
  override _links: Links;

  @ApiEmbeddedOnRequest({
    one: { 'inf:assistant': AssistantSummaryResource },
    lists: { 'inf:child-token': ChildTokenResource },
  })
  override _embedded?: {
    'inf:assistant'?: AssistantSummaryResource;
    'inf:child-token'?: ChildTokenResource[];
  };

  @ApiProperty({
    enum: RESTRICT_KINDS,
    enumName: 'RestrictKind',
    nullable: true,
    description: 'Whether `cidr` or `host` restricts the use of the token. Null for neither.',
    example: 'cidr',
  })
  restrict: RestrictKind | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The CIDR blocks from which the token can be used, separated by commas.',
    example: '203.0.113.0/24,2001:db8::/32',
  })
  cidr: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The host that the `Origin` header must name.',
    example: null,
  })
  host: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description:
      'The rate limit in requests per minute. Null if the token has no limit of its own.',
    example: 600,
  })
  rateLimitPerMinute: number | null;

  @ApiProperty({
    enum: ON_REUSE,
    enumName: 'OnReuse',
    description:
      'What the service does on reuse, which means that somebody presents a retired secret.',
    example: 'alert',
  })
  onReuse: OnReuse;

  @ApiProperty(TOKEN_DATA_SCHEMA)
  data: object;

  @ApiProperty(LAST_USED_ADDRESS)
  lastUsedAddress: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'When the token was paused. Null if it is not paused.',
    example: null,
  })
  pausedAt: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    readOnly: true,
    description: 'Why the token was paused. Null if it is not paused, or nobody gave a reason.',
    example: null,
  })
  pausedReason: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'When the token was revoked. Null if it was not.',
    example: null,
  })
  revokedAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'When a retired secret was last presented. Null if none was.',
    example: null,
  })
  reusedAt: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description:
      'When a version of the secret was reported as leaked, the latest one. Null if none was.',
    example: null,
  })
  leakedAt: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    readOnly: true,
    description: 'The version of the current secret.',
    example: 1,
  })
  secretVersion: number;

  @ApiProperty({
    type: [TokenSecretResource],
    readOnly: true,
    description: 'All versions of the secret, newest first.',
  })
  secrets: TokenSecretResource[];
}

@ApiSchema({ description: 'A token with its new value.' })
export class IssuedTokenResource extends TokenResource {
  @ApiProperty({
    readOnly: false,
    pattern: '^i5t_([0-9A-Za-z]{42}|[0-9A-Za-z]{6}…)$',
    description:
      'The value of the token. Only this response contains it: a replayed response (`Idempotency-Replayed`) contains the masked value, which ends with `…`.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  override token: string;

  @ApiReplayNotice()
  notice?: string;
}

@ApiSchema({ description: 'A page of tokens of an assistant.' })
export class AssistantTokenCollection extends CollectionOf({
  name: 'AssistantTokenCollection',
  relation: 'inf:assistant-token',
  item: AssistantTokenResource,
  path: paths.assistantTokens('team:sales-assistant'),
}) {}

@ApiSchema({ description: 'A page of tokens.' })
export class TokenCollection extends CollectionOf({
  name: 'TokenCollection',
  relation: 'inf:token',
  item: TokenSummaryResource,
  path: paths.tokens(),
}) {
  @ApiPropertyOptional({
    enum: [true],
    description:
      'Present if more than `total` tokens match, because counting stopped there. There is no link `last` then.',
  })
  totalIsEstimate?: true;
}
