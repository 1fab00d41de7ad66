import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { TIME } from '../../../api/openapi/properties.js';

const EXAMPLE_HASH = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
const HASH = { pattern: '^[0-9a-f]{64}$', minLength: 64, maxLength: 64 } as const;

@ApiSchema({ description: 'The signed head of a batch of audit events.' })
export class AuditHeadResource implements HalResource {
  @ApiLinks({ 'inf:audit-keys': paths.auditKeys() })
  _links: Links;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: '1 for the first head, and one more for each that follows.',
    example: 2,
  })
  sequence: number;

  @ApiProperty({
    ...HASH,
    description:
      'The root of the Merkle tree (RFC 6962) of the events, in hexadecimal digits. A leaf is the canonical JSON (RFC 8785) of an event without members that are null.',
    example: EXAMPLE_HASH,
  })
  root: string;

  @ApiProperty({
    ...HASH,
    type: 'string',
    nullable: true,
    description: 'The SHA-256 of the canonical JSON of the head before. Null for the first head.',
    example: EXAMPLE_HASH,
  })
  previous: string | null;

  @ApiProperty({ ...TIME, description: 'The time of the earliest event.' })
  from: string;

  @ApiProperty({ ...TIME, description: 'The time of the latest event.' })
  to: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The number of events.', example: 42 })
  count: number;

  @ApiProperty({
    description:
      'The Ed25519 signature, in base64url, of the line `assistant-tokens audit head 1`, a line feed, and the canonical JSON of the other members.',
    example:
      '4Zc1vQ0kT0nqJmWc8oQZ0h3jHq5xkq2w1m3o9w7uX0n8l2y5b4v6c1x3z9a7s5d2f4g6h8j0k1l3q5w7e9r2tA',
  })
  signature: string;

  @ApiProperty({
    description: 'The id of the key (RFC 7638), as in `/.well-known/audit-keys.json`.',
    example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  })
  kid: string;
}

@ApiSchema({ description: 'A page of heads of the audit trail.' })
export class AuditHeadCollection extends CollectionOf({
  name: 'AuditHeadCollection',
  relation: 'inf:audit-head',
  item: AuditHeadResource,
  path: paths.auditHeads(),
}) {}
