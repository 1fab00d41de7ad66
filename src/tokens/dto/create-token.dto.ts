import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, ValidateBy } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import { ASSISTANT_REF_SCHEMA, parseAssistantRef } from '../../assistants/assistant-ref.js';
import { Optional } from '../../api/validation/optional.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import type { ErrorDetail } from '../../platform/errors/domain-error.js';
import { FIND_PROBLEMS } from '../../api/validation/whole-check.js';
import { SchemaKeywords } from '../../api/openapi/schema-keywords.decorator.js';
import { findProblems } from '../restrictions/token-restrictions.js';
import { TOKEN_TYPES } from '../../admission/credentials/token.types.js';
import type { TokenType } from '../../admission/credentials/token.types.js';
import { TokenSettingsDto } from './token-settings.dto.js';

/** `type` is required, so this makes `assistantId` required too. */
const WITH_ASSISTANT = { dependentRequired: { type: ['assistantId'] } };

/** Requires a UUID or natural id for an assistant token, and forbids it for other tokens. */
const IsAssistantIdForType = () =>
  ValidateBy({
    name: 'isAssistantIdForType',
    validator: {
      validate: (value: unknown, context) =>
        isPersonal(context) ? value === undefined : isAssistantId(value),
      defaultMessage: (context) =>
        isPersonal(context)
          ? '$property is not allowed for a personal token'
          : '$property must be the UUID or the natural id (ownerId:slug) of an assistant',
    },
  });

@SchemaKeywords({
  description: 'A new token.',
  if: { properties: { type: { enum: ['assistant'] } } },
  then: WITH_ASSISTANT,
  else: { not: WITH_ASSISTANT },
})
export class CreateTokenDto extends TokenSettingsDto {
  @ApiProperty({
    enum: TOKEN_TYPES,
    enumName: 'TokenType',
    description:
      'The type of the token. An `assistant` token is limited to one assistant. A `personal` token can do everything you can; creating one requires a session.',
    example: 'assistant',
  })
  @IsIn(TOKEN_TYPES)
  type: TokenType;

  @ApiPropertyOptional({
    description:
      'The UUID or natural id of the assistant. Required for `assistant` tokens, not allowed for `personal` tokens.',
    ...ASSISTANT_REF_SCHEMA,
    example: 'team:sales-assistant',
  })
  @IsAssistantIdForType()
  assistantId?: string;

  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description:
      'The service account that owns the token. You must manage it. Defaults to you. For an `assistant` token, it must be able to see the assistant and hold an AI seat. For a `personal` token, you must hold all permissions of the account.',
    example: 'crm-sync',
  })
  @Optional()
  @IsNaturalId()
  ownerId?: string;

  override [FIND_PROBLEMS](now: Date): ErrorDetail[] {
    return findProblems(this, now);
  }
}

function isPersonal(context: ValidationArguments | undefined): boolean {
  return (context?.object as { type?: unknown } | undefined)?.type === 'personal';
}

function isAssistantId(value: unknown): boolean {
  return typeof value === 'string' && parseAssistantRef(value) !== null;
}
