import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, Length, MaxLength } from 'class-validator';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import { Optional, OptionalOrNull } from '../../api/validation/optional.js';

@ApiSchema({ description: 'A new assistant.' })
export class CreateAssistantDto {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description:
      'Yourself, or a team where you are admin or editor. A new assistant is yours when left out.',
    example: 'team',
  })
  @Optional()
  @IsNaturalId()
  ownerId?: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'Unique for the owner; the natural id is `ownerId:slug`.',
    example: 'sales-assistant',
  })
  @IsNaturalId()
  slug: string;

  @ApiProperty({
    minLength: 1,
    maxLength: 200,
    description: 'The display name.',
    example: 'Sales assistant',
  })
  @IsString()
  @Length(1, 200)
  name: string;

  @ApiPropertyOptional({
    maxLength: 2_000,
    description: 'What it is for, in words.',
    example: 'Answers questions about deals.',
  })
  @Optional()
  @IsString()
  @MaxLength(2_000)
  description?: string;

  @ApiPropertyOptional({
    maxLength: 100_000,
    description: 'The system prompt.',
    example: 'You help the sales team.',
  })
  @Optional()
  @IsString()
  @MaxLength(100_000)
  instructions?: string;

  @ApiPropertyOptional({
    maxLength: 4_000,
    description: 'What opens a chat.',
    example: 'What shall we sell?',
  })
  @Optional()
  @IsString()
  @MaxLength(4_000)
  welcome?: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 500 },
    maxItems: 20,
    description: 'Questions to begin with.',
    example: ['Show me top deals'],
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 500, { each: true })
  suggestions?: string[];

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    minLength: 1,
    maxLength: 200,
    description: 'The model that answers in its chats; null: that of the service.',
    example: null,
  })
  @OptionalOrNull()
  @IsString()
  @Length(1, 200)
  modelId?: string | null;

  @ApiPropertyOptional({
    description: 'Every user with an AI seat may see and use it.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  shared?: boolean;
}
