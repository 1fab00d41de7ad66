import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { PageQuery } from '../../api/hal/page.query.js';

export class ListChatsQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 127,
    description: 'Returns only chats with this assistant (UUID or natural id).',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;
}
