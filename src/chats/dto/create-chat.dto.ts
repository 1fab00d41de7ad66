import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, Length, MaxLength, ValidateNested } from 'class-validator';
import { ASSISTANT_REF_SCHEMA } from '../../assistants/assistant-ref.js';
import { Optional } from '../../api/validation/optional.js';
import { MessageContent } from './message-content.js';

@ApiSchema({ description: 'The message that opens a chat.' })
export class FirstMessageDto {
  @ApiProperty({ enum: ['user'], description: 'The assistant answers.', example: 'user' })
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
      'UUID or natural id. An assistant token may leave it out, and can name no other than its own.',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;

  @ApiProperty({ type: FirstMessageDto, description: 'What opens the chat.' })
  @IsObject()
  @ValidateNested()
  @Type(() => FirstMessageDto)
  message: FirstMessageDto;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 200,
    description: 'The beginning of the message when left out.',
    example: 'Top deals',
  })
  @Optional()
  @IsString()
  @Length(1, 200)
  name?: string;
}
