import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { RESTRICT_KINDS } from '../../../admission/credentials/token.types.js';
import type { RestrictKind } from '../../../admission/credentials/token.types.js';
import { applyDecorators } from '@nestjs/common';
import { OptionalOrNull } from '../../../api/validation/optional.js';
import { LEAK_ACTIONS } from '../../../platform/config/values/leak-action.js';
import type { LeakAction } from '../../../platform/config/values/leak-action.js';
import { ENFORCEMENTS, PERSONAL_TOKENS } from '../policy-rules.js';
import type { Enforcement, PersonalTokens } from '../policy-rules.js';

const MAX_DAYS = 36_500;
const MAX_OVERLAP = 604_800;
const MAX_TOKENS = 1_000_000;

const WholeNumber = (minimum: number, maximum: number, description: string) =>
  applyDecorators(
    ApiPropertyOptional({
      type: 'integer',
      minimum,
      maximum,
      nullable: true,
      description,
      example: null,
    }),
    OptionalOrNull(),
    IsInt(),
    Min(minimum),
    Max(maximum),
  );

const Flag = (description: string) =>
  applyDecorators(
    ApiPropertyOptional({ type: 'boolean', nullable: true, description, example: null }),
    OptionalOrNull(),
    IsBoolean(),
  );

const Choice = (enumName: string, values: readonly string[], description: string) =>
  applyDecorators(
    ApiPropertyOptional({
      enum: [...values],
      enumName,
      nullable: true,
      description,
      example: null,
    }),
    OptionalOrNull(),
    IsIn(values),
  );

@ApiSchema({ description: 'The rules of a policy. A rule that is null or missing does not apply.' })
export class PolicyRulesDto {
  @WholeNumber(1, MAX_DAYS, 'The most days between the creation and the expiry of a token.')
  maxLifetimeDays?: number | null;

  @Flag('Whether a token needs an expiry.')
  expiryRequired?: boolean | null;

  @Choice('RestrictKind', RESTRICT_KINDS, 'The restriction that a token needs.')
  restrictionRequired?: RestrictKind | null;

  @Flag('Whether a token must be read-only.')
  readOnlyOnly?: boolean | null;

  @WholeNumber(1, MAX_DAYS, 'Days after which an unused token breaks the policy.')
  idleDays?: number | null;

  @WholeNumber(1, MAX_DAYS, 'Days after which a token that was not rotated breaks the policy.')
  rotateEveryDays?: number | null;

  @Choice('PersonalTokens', PERSONAL_TOKENS, 'Who may have personal tokens.')
  personalTokens?: PersonalTokens | null;

  @WholeNumber(0, MAX_TOKENS, 'The most active tokens of one assistant.')
  maxActiveTokensPerAssistant?: number | null;

  @WholeNumber(
    0,
    MAX_OVERLAP,
    'The shortest overlap of a rotation. A rotation without an overlap is always allowed.',
  )
  minOverlapSeconds?: number | null;

  @WholeNumber(0, MAX_OVERLAP, 'The longest overlap of a rotation.')
  maxOverlapSeconds?: number | null;

  @Flag('Whether an assistant token may outlive the personal token that issued it.')
  mayOutliveIssuer?: boolean | null;

  @Choice(
    'LeakAction',
    LEAK_ACTIONS,
    'What happens to a live token that somebody reports as leaked. The setting `LEAK_ACTION` applies if it is stricter, or if this is null.',
  )
  leakAction?: LeakAction | null;

  @Choice(
    'PolicyEnforcement',
    ENFORCEMENTS,
    'What happens to existing tokens that break the policy.',
  )
  enforce?: Enforcement | null;

  @WholeNumber(0, MAX_DAYS, 'Days for which a token may break the policy before it is paused.')
  graceDays?: number | null;
}
