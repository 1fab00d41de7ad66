import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ERROR_CODES } from '../common/error-code.js';
import type { ErrorCode } from '../common/error-code.js';
import { OAUTH_ERRORS } from '../http/oauth-error-body.js';

export class ErrorDetailSchema {
  @ApiProperty({ example: 'assistantId' })
  field: string;

  @ApiProperty({ example: 'assistantId must be a UUID or a natural id' })
  message: string;
}

export class ErrorSchema {
  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 403 })
  statusCode: number;

  @ApiProperty({ description: 'The reason phrase of the status.', example: 'Forbidden' })
  error: string;

  @ApiProperty({
    description: 'One sentence for a person.',
    example: 'This needs an active AI seat.',
  })
  message: string;

  @ApiProperty({
    enum: Object.keys(ERROR_CODES),
    enumName: 'ErrorCode',
    description: Object.entries(ERROR_CODES)
      .map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`)
      .join('\n'),
    example: 'seat_required',
  })
  code: ErrorCode;

  @ApiProperty({ format: 'uuid', description: 'Finds the request in the log.' })
  requestId: string;

  @ApiProperty({
    type: [ErrorDetailSchema],
    required: false,
    description: 'With `validation_failed`: everything that is wrong, at once.',
  })
  details?: ErrorDetailSchema[];

  @ApiProperty({
    format: 'uuid',
    required: false,
    description: 'When an answer failed: the chat that keeps what came.',
  })
  chatId?: string;

  @ApiProperty({
    format: 'uuid',
    required: false,
    description: 'When an answer failed: the message that keeps what came.',
  })
  messageId?: string;
}

/** RFC 6749, section 5.2, beside what every other error answer holds. */
export class OAuthErrorSchema extends OmitType(ErrorSchema, ['error']) {
  @ApiProperty({
    description: 'The word that OAuth has for it; `code` is more precise.',
    enum: OAUTH_ERRORS,
    example: 'invalid_request',
  })
  error: string;

  @ApiProperty({ description: 'The `message`.', example: 'The subject token is not valid.' })
  error_description: string;
}
