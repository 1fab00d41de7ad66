import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../../../api/hal/page.query.js';
import { TIME, UUID } from '../../../api/openapi/properties.js';
import { IsDateTime } from '../../../api/validation/date-time.js';
import { Optional } from '../../../api/validation/optional.js';
import { QueryInteger } from '../../../api/validation/query-values.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

const WORD = /^[a-z_]{1,64}$/;
const ACTION = /^[a-z_]{1,64}\.[a-z_]{1,64}$/;

export class ListAuditEventsQuery extends PageQuery {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description: 'Returns only what this user or service account did.',
    example: 'admin',
  })
  @Optional()
  @IsNaturalId()
  actor?: string;

  @ApiPropertyOptional({
    pattern: ACTION.source,
    maxLength: 129,
    description: 'Returns only events with this action.',
    example: 'token.revoked',
  })
  @Optional()
  @Matches(ACTION, { message: 'action must be a subject and a verb, such as token.revoked' })
  action?: string;

  @ApiPropertyOptional({
    pattern: WORD.source,
    maxLength: 64,
    description: 'Returns only events about subjects of this type.',
    example: 'token',
  })
  @Optional()
  @Matches(WORD, { message: 'subjectType must be a type of subject, such as token' })
  subjectType?: string;

  @ApiPropertyOptional({
    maxLength: 128,
    description: 'Returns only events about the subject with this id.',
    example: UUID.example,
  })
  @Optional()
  @IsString()
  @MaxLength(128)
  subjectId?: string;

  @ApiPropertyOptional({
    maxLength: 127,
    description:
      'Returns only events that concern this assistant: its UUID, or the natural id that it had then.',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;

  @ApiPropertyOptional({
    ...UUID,
    description: 'Returns only what was done with this token or session.',
  })
  @Optional()
  @IsUUID()
  credentialId?: string;

  @ApiPropertyOptional({
    maxLength: 64,
    description: 'Returns only what was done from this client address.',
    example: '203.0.113.7',
  })
  @Optional()
  @IsString()
  @MaxLength(64)
  address?: string;

  @ApiPropertyOptional({ ...TIME, description: 'Returns only events at this time or later.' })
  @Optional()
  @IsDateTime()
  from?: Date;

  @ApiPropertyOptional({ ...TIME, description: 'Returns only events before this time.' })
  @Optional()
  @IsDateTime()
  to?: Date;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 2_147_483_647,
    description:
      'For an export without filters: begins after the head with this `sequence`, such as the last one of the export before.',
    example: 0,
  })
  @Optional()
  @QueryInteger()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  afterHead?: number;
}

/** The filters of the query, without its page. */
export function filterOf({
  actor,
  action,
  subjectType,
  subjectId,
  assistantId,
  credentialId,
  address,
  from,
  to,
}: ListAuditEventsQuery) {
  return { actor, action, subjectType, subjectId, assistantId, credentialId, address, from, to };
}
