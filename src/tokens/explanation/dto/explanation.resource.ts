import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { CheckName } from '../../../admission/checks/check.js';
import { CHECKS } from '../../../admission/checks/checks.js';
import type { CheckOutcome } from '../../../admission/checks/evaluate.js';
import { FACTS } from '../../../admission/checks/verdict.js';
import type { Fact, FactValue, RefusalCode } from '../../../admission/checks/verdict.js';
import { FACT_SOURCES } from '../../../admission/explanation/fact-meanings.js';
import type { FactSource } from '../../../admission/explanation/fact-meanings.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks } from '../../../api/openapi/hal.schemas.js';
import { SchemaKeywords } from '../../../api/openapi/schema-keywords.decorator.js';
import { TIME, UUID } from '../../../api/openapi/properties.js';
import { ERROR_CODES } from '../../../platform/errors/error-code.js';

const EXAMPLE_REQUEST_ID = '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e';
const EXAMPLE_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const CHECK_NAMES = CHECKS.map(({ name }) => name);
const VERDICTS = ['pass', 'refuse', 'not_applicable', 'not_reached'] as const;

/** A class, so that generated clients have a name for it. */
@SchemaKeywords({
  description: 'The value of a fact.',
  oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
})
class FactValueSchema {}

const FACT_VALUE = { type: FactValueSchema, nullable: true };

@ApiSchema({ description: 'Why a check refuses a request.' })
export class BecauseResource {
  @ApiProperty({
    enum: FACTS,
    enumName: 'Fact',
    description: 'What was wrong.',
    example: 'address',
  })
  fact: Fact;

  @ApiProperty({ ...FACT_VALUE, description: 'The actual value.', example: '198.51.100.4' })
  value: FactValue;

  @ApiProperty({
    ...FACT_VALUE,
    description: 'A value that passes; null for none.',
    example: '203.0.113.0/24',
  })
  expected: FactValue;

  @ApiProperty({
    enum: FACT_SOURCES,
    enumName: 'FactSource',
    description: 'Where the fact comes from.',
    example: 'token',
  })
  source: FactSource;

  @ApiProperty({
    description: 'What must change so that the check passes, for people.',
    example: 'Send the request from one of the expected addresses.',
  })
  remedy: string;
}

@ApiSchema({ description: 'The outcome of one check.' })
export class CheckOutcomeResource {
  @ApiProperty({
    enum: CHECK_NAMES,
    enumName: 'CheckName',
    description: 'The check.',
    example: 'restrictions',
  })
  name: CheckName;

  @ApiProperty({
    enum: VERDICTS,
    enumName: 'CheckVerdict',
    description: 'The outcome.',
    example: 'refuse',
  })
  verdict: CheckOutcome['verdict'];

  @ApiProperty({
    enum: Object.keys(ERROR_CODES),
    enumName: 'ErrorCode',
    nullable: true,
    description: 'The `code` of the error response. Null unless the check refuses.',
    example: 'address_not_allowed',
  })
  code: RefusalCode | null;

  @ApiProperty({
    description: 'Why the check refuses, or what it requires. For people.',
    example: 'This token may not be used from this address.',
  })
  message: string;

  @ApiProperty({
    type: BecauseResource,
    nullable: true,
    description: 'Why the check refuses. Null unless it does.',
  })
  because: BecauseResource | null;
}

@ApiSchema({ description: 'The explained request.' })
export class ExplainedCallResource {
  @ApiProperty({ description: 'The method.', example: 'POST' })
  method: string;

  @ApiProperty({ description: 'The path, without the query.', example: '/api/chats' })
  path: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The client address.',
    example: '198.51.100.4',
  })
  address: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The host in the `Origin` header.',
    example: 'app.example.com',
  })
  originHost: string | null;

  @ApiProperty({ ...TIME, description: 'When the request is or was made.' })
  at: string;
}

class Outcomes {
  @ApiProperty({ type: ExplainedCallResource, description: 'The explained request.' })
  request: ExplainedCallResource;

  @ApiProperty({ description: 'Whether all checks let the request pass.', example: false })
  allowed: boolean;

  @ApiProperty({
    enum: CHECK_NAMES,
    enumName: 'CheckName',
    nullable: true,
    description: 'The first check that refuses the request. Null if it is allowed.',
    example: 'restrictions',
  })
  refusedBy: CheckName | null;

  @ApiProperty({ type: [CheckOutcomeResource], description: 'Every check, in order.' })
  checks: CheckOutcomeResource[];
}

@ApiSchema({ description: 'Which check refuses a request with a token, and why.' })
export class ExplanationResource extends Outcomes implements HalResource {
  @ApiLinks({}, { 'inf:token': paths.token(EXAMPLE_ID) })
  _links: Links;

  @ApiProperty({ ...UUID, description: 'The id of the token or child token.', example: EXAMPLE_ID })
  tokenId: string;
}

@ApiSchema({ description: 'Which check refused a request, and why.' })
export class RefusalResource extends Outcomes implements HalResource {
  @ApiLinks({ self: paths.refusal(EXAMPLE_REQUEST_ID) }, { 'inf:token': paths.token(EXAMPLE_ID) })
  _links: Links;

  @ApiProperty({
    ...UUID,
    description: 'The `requestId` of the error response.',
    example: EXAMPLE_REQUEST_ID,
  })
  requestId: string;

  @ApiProperty({
    ...UUID,
    nullable: true,
    description: 'The id of the token or child token. Null for a session.',
    example: EXAMPLE_ID,
  })
  tokenId: string | null;
}
