import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, Length, MaxLength, ValidateNested } from 'class-validator';
import { ASSISTANT_REF_SCHEMA } from '../../assistants/assistant-ref.js';
import { Optional } from '../../api/validation/optional.js';
import { MessageContent } from './message-content.js';

@ApiSchema({ description: 'The first message of a chat.' })
export class FirstMessageDto {
  @ApiProperty({ enum: ['user'], description: 'The author of the message.', example: 'user' })
  @IsIn(['user'])
  role: 'user';

  @MessageContent()
  content: string;
}

@ApiSchema({ description: 'A new chat.' })
export class CreateChatDto {
  @ApiPropertyOptional({
    ...ASSISTANT_REF_SCHEMA,
    description:
      'The UUID or natural id of the assistant. An assistant token can omit it, and cannot name another assistant.',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;

  @ApiProperty({ type: FirstMessageDto, description: 'The first message.' })
  @IsObject()
  @ValidateNested()
  @Type(() => FirstMessageDto)
  message: FirstMessageDto;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 200,
    description: 'The name of the chat. Defaults to the beginning of the message.',
    example: 'Top deals',
  })
  @Optional()
  @IsString()
  @Length(1, 200)
  name?: string;
}
