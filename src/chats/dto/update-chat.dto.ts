import { PickType } from '@nestjs/swagger';
import { PartialType } from '@nestjs/swagger';
import { CreateChatDto } from './create-chat.dto.js';

export class UpdateChatDto extends PartialType(PickType(CreateChatDto, ['name']), {
  skipNullProperties: false,
}) {}
