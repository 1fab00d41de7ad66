import { ApiSchema, PartialType } from '@nestjs/swagger';
import { CreateWebhookDto } from './create-webhook.dto.js';

@ApiSchema({ description: 'The properties to change. Omitted properties keep their values.' })
export class UpdateWebhookDto extends PartialType(CreateWebhookDto, {
  skipNullProperties: false,
}) {}
