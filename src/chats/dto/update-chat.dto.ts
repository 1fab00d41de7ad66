import { ApiSchema, PickType } from '@nestjs/swagger';
import { PartialType } from '@nestjs/swagger';
import { CreateChatDto } from './create-chat.dto.js';

@ApiSchema({ description: 'The properties to change. Omitted properties keep their values.' })
export class UpdateChatDto extends PartialType(PickType(CreateChatDto, ['name']), {
  skipNullProperties: false,
}) {}
