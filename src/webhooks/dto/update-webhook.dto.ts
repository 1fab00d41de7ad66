import { ApiSchema, PartialType } from '@nestjs/swagger';
import { CreateWebhookDto } from './create-webhook.dto.js';

@ApiSchema({ description: 'What is to change; what is left out stays.' })
export class UpdateWebhookDto extends PartialType(CreateWebhookDto, {
  skipNullProperties: false,
}) {}
