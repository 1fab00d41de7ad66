import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { WEBHOOK_EVENTS } from '../webhook.types.js';
import type { WebhookEventType } from '../webhook.types.js';

const URL_MAX_LENGTH = 2_048;
/** RFC 3986: what is not ASCII is percent-encoded, or punycode in the host. */
const URL_PATTERN = /^https?:\/\/[!-~]+$/;

@ApiSchema({ description: 'A new webhook.' })
export class CreateWebhookDto {
  @ApiProperty({
    format: 'uri',
    pattern: URL_PATTERN.source,
    maxLength: URL_MAX_LENGTH,
    description:
      'Where events are posted to: https, without a credential, at an address of the public internet.',
    example: 'https://crm.example.com/hooks/assistant',
  })
  @IsString()
  @Matches(URL_PATTERN, { message: '$property must be an https URL, in ASCII without spaces' })
  @MaxLength(URL_MAX_LENGTH)
  url: string;

  @ApiProperty({
    enum: WEBHOOK_EVENTS,
    enumName: 'WebhookEvent',
    isArray: true,
    minItems: 1,
    uniqueItems: true,
    description: 'What it is told of.',
    example: ['chat.message.completed', 'token.revoked'],
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  events: WebhookEventType[];

  @ApiPropertyOptional({
    maxLength: 1_000,
    description: 'What it is for, in words.',
    example: 'Tells the CRM',
  })
  @Optional()
  @IsString()
  @MaxLength(1_000)
  description?: string;

  @ApiPropertyOptional({
    description: 'Whether events are sent. Enabling it clears what it was disabled for.',
    example: true,
  })
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}
