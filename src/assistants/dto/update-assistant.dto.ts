import { ApiSchema, PartialType } from '@nestjs/swagger';
import { CreateAssistantDto } from './create-assistant.dto.js';

@ApiSchema({ description: 'The properties to change. Omitted properties keep their values.' })
export class UpdateAssistantDto extends PartialType(CreateAssistantDto, {
  skipNullProperties: false,
}) {}
