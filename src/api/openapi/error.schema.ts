import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger';
import { ERROR_CODES } from '../../platform/errors/error-code.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import { OAUTH_ERRORS } from '../http/oauth-error-body.js';

@ApiSchema({ description: 'A problem with a field of the request.' })
export class ErrorDetailSchema {
  @ApiProperty({ description: 'The name of the property or parameter.', example: 'assistantId' })
  field: string;

  @ApiProperty({
    description: 'What is wrong with the field.',
    example: 'assistantId must be a UUID or a natural id',
  })
  message: string;

  @ApiProperty({
    required: false,
    description: 'The rule that is broken. Only with `policy_violation`.',
    example: 'maxLifetimeDays',
  })
  rule?: string;
}

@ApiSchema({ description: 'An error.' })
export class ErrorSchema {
  @ApiProperty({
    type: 'integer',
    minimum: 400,
    maximum: 599,
    description: 'The HTTP status.',
    example: 403,
  })
  statusCode: number;

  @ApiProperty({ description: 'The reason phrase of the status.', example: 'Forbidden' })
  error: string;

  @ApiProperty({
    description: 'A description for people. It may change, so do not parse it.',
    example: 'This requires an AI seat.',
  })
  message: string;

  @ApiProperty({
    enum: Object.keys(ERROR_CODES),
    enumName: 'ErrorCode',
    description: 'A stable code for programs. Later versions may add codes.',
    example: 'seat_required',
  })
  code: ErrorCode;

  @ApiProperty({
    format: 'uuid',
    description: 'The id of the request, which finds it in the log of the service.',
    example: '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e',
  })
  requestId: string;

  @ApiProperty({
    type: [ErrorDetailSchema],
    required: false,
    description: 'All invalid fields.',
  })
  details?: ErrorDetailSchema[];

  @ApiProperty({
    enum: ['token', 'assistant', 'owner'],
    enumName: 'BudgetLayer',
    required: false,
    description: 'Whose budget is used up. Only with `budget_exhausted`.',
    example: 'token',
  })
  layer?: string;

  @ApiProperty({
    format: 'date-time',
    required: false,
    description: 'When the next period of the budget begins. Only with `budget_exhausted`.',
    example: '2026-12-01T00:00:00.000Z',
  })
  resetsAt?: string;

  @ApiProperty({
    format: 'uuid',
    required: false,
    description: 'The chat with the text received so far. Only if an answer failed.',
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  })
  chatId?: string;

  @ApiProperty({
    format: 'uuid',
    required: false,
    description: 'The message with the text received so far. Only if an answer failed.',
    example: '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a',
  })
  messageId?: string;
}

@ApiSchema({
  description:
    'An error of an OAuth endpoint: the members of RFC 6749, section 5.2, and those of every other error.',
})
export class OAuthErrorSchema extends OmitType(ErrorSchema, ['error']) {
  @ApiProperty({
    description: 'The error code of OAuth. `code` is more specific.',
    enum: OAUTH_ERRORS,
    enumName: 'OAuthErrorCode',
    example: 'invalid_request',
  })
  error: string;

  @ApiProperty({
    description: 'The same as `message`.',
    example: 'The subject token is not valid.',
  })
  error_description: string;
}
