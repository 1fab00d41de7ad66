import { ApiSchema, PartialType } from '@nestjs/swagger';
import { CreateAssistantDto } from './create-assistant.dto.js';

@ApiSchema({ description: 'What is to change; what is left out stays.' })
export class UpdateAssistantDto extends PartialType(CreateAssistantDto, {
  skipNullProperties: false,
}) {}
