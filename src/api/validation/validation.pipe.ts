import { Injectable, ValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { ValidationError as Violation, ValidatorOptions } from 'class-validator';
import { Clock } from '../../platform/clock/clock.js';
import { ValidationError } from '../../platform/errors/domain-error.js';
import type { ErrorDetail } from '../../platform/errors/domain-error.js';
import { maskSecrets } from '../../platform/logging/secret-mask.js';
import { FormFields } from '../http/form-fields.js';
import { FIND_PROBLEMS, isWholeCheck } from './whole-check.js';

/**
 * Reports all invalid fields together. Refuses unknown properties by name, and drops them from
 * forms.
 */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  private readonly strict: WholeValidation;
  private readonly ofForms: WholeValidation;

  constructor(clock: Clock) {
    this.strict = new WholeValidation(clock, { forbidNonWhitelisted: true });
    this.ofForms = new WholeValidation(clock, { forbidNonWhitelisted: false });
  }

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const validation = value instanceof FormFields ? this.ofForms : this.strict;
    return validation.transform(value, metadata);
  }
}

class WholeValidation extends ValidationPipe {
  constructor(
    private readonly clock: Clock,
    unknown: Pick<ValidatorOptions, 'forbidNonWhitelisted'>,
  ) {
    super({
      ...unknown,
      transform: true,
      whitelist: true,
      validationError: { target: false, value: false },
      exceptionFactory: (violations) =>
        new ValidationError(violations.flatMap(toDetails).map(masked)),
    });
  }

  protected override async validate(
    body: object,
    options?: ValidatorOptions,
  ): Promise<Violation[]> {
    const violations = await super.validate(body, options);
    return isWholeCheck(body)
      ? [...violations, ...withoutThoseOf(violations, body[FIND_PROBLEMS](this.clock.now()))]
      : violations;
  }
}

function withoutThoseOf(violations: Violation[], problems: ErrorDetail[]): Violation[] {
  return problems
    .filter(({ field }) => violations.every(({ property }) => property !== field))
    .map(({ field, message }) => ({ property: field, constraints: { whole: message } }));
}

/** Masks secrets, because the name of an unknown field may be a misplaced secret. */
function masked({ field, message }: ErrorDetail): ErrorDetail {
  return { field: maskSecrets(field), message: maskSecrets(message) };
}

/**
 * One message per field. The decorators of a property start with its type, and validators run in
 * reverse. So the last failure is the relevant one, and the others may be misleading.
 */
function toDetails({ property, constraints, children }: Violation): ErrorDetail[] {
  const own = Object.entries(constraints ?? {})
    .slice(-1)
    .map(([rule, message]) => ({
      field: property,
      message: rule === 'whitelistValidation' ? `${property} is not a known property` : message,
    }));
  const nested = (children ?? []).flatMap(toDetails).map(({ field, message }) => ({
    field: `${property}.${field}`,
    message,
  }));
  return [...own, ...nested];
}
