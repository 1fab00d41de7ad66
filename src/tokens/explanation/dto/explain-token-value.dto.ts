import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { ExplainTokenDto } from './explain-token.dto.js';

@ApiSchema({ description: 'The value of a token, and the request to explain.' })
export class ExplainTokenValueDto extends ExplainTokenDto {
  @ApiProperty({
    maxLength: 200,
    description: 'The value of the token, current or retired. It is not stored.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  @IsString()
  @MaxLength(200)
  value: string;
}
