import { ApiSchema, PickType } from '@nestjs/swagger';
import { PartialType } from '@nestjs/swagger';
import { CreateChatDto } from './create-chat.dto.js';

@ApiSchema({ description: 'What is to change; what is left out stays.' })
export class UpdateChatDto extends PartialType(PickType(CreateChatDto, ['name']), {
  skipNullProperties: false,
}) {}
