import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { PageQuery } from '../../api/hal/page.query.js';

export class ListChatsQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 127,
    description: 'UUID or natural id of an assistant: only chats with it.',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;
}
