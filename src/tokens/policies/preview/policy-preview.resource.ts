import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { JudgedRule } from '../compliance/judged-rules.js';

const COUNT = { type: 'integer', minimum: 0 } as const;

const Broken = () =>
  ApiPropertyOptional({ ...COUNT, description: 'Tokens that break this rule.', example: 12 });

@ApiSchema({ description: 'How many tokens break each rule that the policy has.' })
export class BrokenRulesResource implements Partial<Record<JudgedRule, number>> {
  @Broken() expiryRequired?: number;
  @Broken() maxLifetimeDays?: number;
  @Broken() restrictionRequired?: number;
  @Broken() readOnlyOnly?: number;
  @Broken() idleDays?: number;
  @Broken() rotateEveryDays?: number;
  @Broken() personalTokens?: number;
  @Broken() maxActiveTokensPerAssistant?: number;
}

@ApiSchema({ description: 'How many active tokens break a policy.' })
export class PolicyPreviewResource {
  @ApiProperty({ ...COUNT, description: 'Tokens that break at least one rule.', example: 12 })
  noncompliant: number;

  @ApiProperty({
    type: BrokenRulesResource,
    description: 'The numbers for each rule that existing tokens can break.',
    example: { expiryRequired: 12 },
  })
  byRule: BrokenRulesResource;
}
