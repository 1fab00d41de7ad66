import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { LINES_MEDIA_TYPE } from '../../../platform/http/media-type.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { SchemaKeywords } from '../../../api/openapi/schema-keywords.decorator.js';
import { ID, TIME, UUID } from '../../../api/openapi/properties.js';
import { ACTOR_TYPES } from '../../audit-event.entity.js';
import type { ActorType } from '../../audit-event.entity.js';

const EXAMPLE_ID = '0198c1f4-2b1c-7d0e-8a51-6a0c3d4e5f62';
const TEXT_OR_NULL = { type: 'string', nullable: true } as const;

@ApiSchema({ description: 'Who acted.' })
export class AuditActorResource {
  @ApiProperty({
    enum: ACTOR_TYPES,
    enumName: 'AuditActorType',
    description: 'What acted. `system` is the service itself, or somebody without a credential.',
    example: 'user',
  })
  type: ActorType;

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'The username, or the id of the service account. Null for `system`.',
    example: 'admin',
  })
  id: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'The display name then.', example: 'Admin' })
  name: string | null;

  @ApiProperty({
    ...UUID,
    nullable: true,
    description: 'The id of the token or session that authenticated the request.',
  })
  credentialId: string | null;

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'The masked value of the token then. Null for a session.',
    example: 'i5t_Zk3Qv9…',
  })
  credentialHint: string | null;
}

@ApiSchema({ description: 'What the event is about.' })
export class AuditSubjectResource {
  @ApiProperty({ description: 'The type of the subject.', example: 'token' })
  type: string;

  @ApiProperty({
    description: 'The id of the subject: a UUID, a username or the id of a team.',
    example: UUID.example,
  })
  id: string;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Its name then.', example: 'i5t_Zk3Qv9…' })
  name: string | null;
}

@SchemaKeywords({
  description:
    'A JSON value. Long values are cut. Null if there is none, or the trail does not show it.',
  oneOf: [],
  example: 'New notes',
})
export class AuditValue {}

@ApiSchema({ description: 'A field that changed, or a fact about the event.' })
export class AuditChangeResource {
  @ApiProperty({ description: 'The name of the field.', example: 'expiresAt' })
  field: string;

  @ApiProperty({ type: AuditValue, description: 'The value before.', example: null })
  before: unknown;

  @ApiProperty({
    type: AuditValue,
    description: 'The value after.',
    example: '2024-06-30T00:00:00.000Z',
  })
  after: unknown;
}

@ApiSchema({ description: 'An event of the audit trail.' })
export class AuditEventResource implements HalResource {
  @ApiLinks({ self: paths.auditEvent(EXAMPLE_ID) })
  _links: Links;

  @ApiProperty({ ...ID, example: EXAMPLE_ID })
  id: string;

  @ApiProperty({ ...TIME, description: 'When it happened.' })
  at: string;

  @ApiProperty({
    description: 'What happened: the type of the subject and a verb.',
    example: 'token.updated',
  })
  action: string;

  @ApiProperty({ type: AuditActorResource })
  actor: AuditActorResource;

  @ApiProperty({ type: AuditSubjectResource })
  subject: AuditSubjectResource;

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'The natural id, then, of the assistant that the event concerns.',
    example: 'team:sales-assistant',
  })
  assistantId: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'The client address.', example: '203.0.113.7' })
  address: string | null;

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'The `User-Agent` of the request, cut after 256 characters.',
    example: 'curl/8.5.0',
  })
  userAgent: string | null;

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'The id of the request, as in the log and in error bodies.',
    example: '5c1f8a9e-6d2b-4f5c-9a70-000000000042',
  })
  requestId: string | null;

  @ApiProperty({ type: [AuditChangeResource], description: 'What changed, without secrets.' })
  changes: AuditChangeResource[];

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'Why, in the words of the actor or as a code.',
    example: null,
  })
  reason: string | null;
}

@SchemaKeywords({
  type: 'string',
  description:
    'A JSON object in each line. `type` is `key` (a public key), `event` (an event, without links) or `head` (the signed head of the events before it, with the hash of each). With a filter, and for callers who may not read everything, there are only events.',
  example:
    '{"type":"event","event":{"id":"0198c1f4-2b1c-7d0e-8a51-6a0c3d4e5f62","at":"2024-01-15T10:00:00.000Z","action":"token.revoked"}}\n',
  contentMediaType: LINES_MEDIA_TYPE,
})
export class AuditExport {}

@ApiSchema({ description: 'A page of the audit trail.' })
export class AuditEventCollection extends CollectionOf({
  name: 'AuditEventCollection',
  relation: 'inf:audit-event',
  item: AuditEventResource,
  path: paths.auditEvents(),
}) {
  @ApiPropertyOptional({
    description: 'True if there are more events than `total`, which is counted up to 10,000.',
    example: true,
  })
  totalIsEstimate?: boolean;
}
