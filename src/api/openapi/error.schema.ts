import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger';
import { ERROR_CODES } from '../../platform/errors/error-code.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import { OAUTH_ERRORS } from '../http/oauth-error-body.js';

@ApiSchema({ description: 'One thing that is wrong with a request.' })
export class ErrorDetailSchema {
  @ApiProperty({ description: 'The property or the parameter.', example: 'assistantId' })
  field: string;

  @ApiProperty({
    description: 'What is wrong with it.',
    example: 'assistantId must be a UUID or a natural id',
  })
  message: string;
}

@ApiSchema({ description: 'Why there is no better answer.' })
export class ErrorSchema {
  @ApiProperty({
    type: 'integer',
    minimum: 400,
    maximum: 599,
    description: 'The status of the answer.',
    example: 403,
  })
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
    description: 'Tells a program what is wrong; there may be more of them one day.',
    example: 'seat_required',
  })
  code: ErrorCode;

  @ApiProperty({
    format: 'uuid',
    description: 'Finds the request in the log.',
    example: '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e',
  })
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
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  })
  chatId?: string;

  @ApiProperty({
    format: 'uuid',
    required: false,
    description: 'When an answer failed: the message that keeps what came.',
    example: '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a',
  })
  messageId?: string;
}

@ApiSchema({
  description:
    'An error of an OAuth endpoint: RFC 6749, section 5.2, beside what every other one holds.',
})
export class OAuthErrorSchema extends OmitType(ErrorSchema, ['error']) {
  @ApiProperty({
    description: 'The word that OAuth has for it; `code` is more precise.',
    enum: OAUTH_ERRORS,
    enumName: 'OAuthErrorCode',
    example: 'invalid_request',
  })
  error: string;

  @ApiProperty({ description: 'The `message`.', example: 'The subject token is not valid.' })
  error_description: string;
}
