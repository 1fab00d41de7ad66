import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { BODY_RULES } from '../../../api/validation/body-rules.js';
import type { BodyRules } from '../../../api/validation/body-rules.js';

@ApiSchema({ description: 'The token to introspect (RFC 7662, section 2.1).' })
export class IntrospectTokenDto {
  static readonly [BODY_RULES]: BodyRules = {
    token: (value) => (typeof value === 'string' ? null : 'must be a string'),
    token_type_hint: (value) =>
      value === undefined || typeof value === 'string' ? null : 'must be a string',
  };

  @ApiProperty({
    description: 'The value of the token. A malformed value is reported as not active.',
    example: 'i5t_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI',
  })
  token: string;

  @ApiPropertyOptional({
    description: 'Accepted but ignored, because the value shows the type of the token.',
    example: 'access_token',
  })
  token_type_hint?: string;
}
