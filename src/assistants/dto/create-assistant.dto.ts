import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, Length, MaxLength } from 'class-validator';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import { Optional, OptionalOrNull } from '../../api/validation/optional.js';

@ApiSchema({ description: 'A new assistant.' })
export class CreateAssistantDto {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description:
      'The owner: your username, or a team in which you are admin or editor. Defaults to your username.',
    example: 'team',
  })
  @Optional()
  @IsNaturalId()
  ownerId?: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'The slug. Unique per owner. The natural id is `ownerId:slug`.',
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
    description: 'A description of the assistant.',
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
    description: 'The text that clients show when a chat begins.',
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
    description: 'Questions that clients suggest at the beginning of a chat.',
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
    description: 'The model that answers in the chats. Null for the default model of the service.',
    example: null,
  })
  @OptionalOrNull()
  @IsString()
  @Length(1, 200)
  modelId?: string | null;

  @ApiPropertyOptional({
    description: 'Whether every user with an AI seat may see and use the assistant.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  shared?: boolean;
}
