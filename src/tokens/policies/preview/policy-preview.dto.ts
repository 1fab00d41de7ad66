import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { OptionalOrNull } from '../../../api/validation/optional.js';
import { PolicyRulesDto } from '../dto/policy-rules.dto.js';

@ApiSchema({ description: 'The rules of a policy, and whose policy it would be.' })
export class PolicyPreviewDto extends PolicyRulesDto {
  @ApiPropertyOptional({
    type: 'string',
    maxLength: 64,
    nullable: true,
    description:
      'The team whose policy it would be. Null or missing for the policy of the instance.',
    example: 'team',
  })
  @OptionalOrNull()
  @IsString()
  @MaxLength(64)
  teamId?: string | null;
}
