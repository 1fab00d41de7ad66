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
/** RFC 3986: other characters must be percent-encoded, or punycode in the host. */
const URL_PATTERN = /^https?:\/\/[!-~]+$/;

@ApiSchema({ description: 'A new webhook.' })
export class CreateWebhookDto {
  @ApiProperty({
    format: 'uri',
    pattern: URL_PATTERN.source,
    maxLength: URL_MAX_LENGTH,
    description:
      'The URL that receives the events. It must use https, contain no credentials and lead to a public IP address.',
    example: 'https://crm.example.com/hooks/assistant',
  })
  @IsString()
  @Matches(URL_PATTERN, { message: '$property must be an https URL in ASCII without spaces' })
  @MaxLength(URL_MAX_LENGTH)
  url: string;

  @ApiProperty({
    enum: WEBHOOK_EVENTS,
    enumName: 'WebhookEvent',
    isArray: true,
    minItems: 1,
    uniqueItems: true,
    description: 'The events to send.',
    example: ['chat.message.completed', 'token.revoked'],
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  events: WebhookEventType[];

  @ApiPropertyOptional({
    maxLength: 1_000,
    description: 'A description of the webhook.',
    example: 'Tells the CRM',
  })
  @Optional()
  @IsString()
  @MaxLength(1_000)
  description?: string;

  @ApiPropertyOptional({
    description:
      'Whether the service sends events. Enabling a webhook clears `disabledReason` and `failingSince`.',
    example: true,
  })
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}
