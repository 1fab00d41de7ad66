import { ValidationPipe } from '@nestjs/common';
import type { ValidationError as Violation } from 'class-validator';
import { ValidationError } from '../common/domain-error.js';
import type { ErrorDetail } from '../common/domain-error.js';
import { maskSecrets } from '../logging/secret-mask.js';

/** Every violation at once; unknown properties are refused by name. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
    exceptionFactory: (violations) =>
      new ValidationError(violations.flatMap(toDetails).map(masked)),
  });
}

/** A name that a client made up may be a secret put in the wrong place. */
function masked({ field, message }: ErrorDetail): ErrorDetail {
  return { field: maskSecrets(field), message: maskSecrets(message) };
}

function toDetails({ property, constraints, children }: Violation): ErrorDetail[] {
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
    field: property,
    message: rule === 'whitelistValidation' ? `${property} is not a known property` : message,
  }));
  const nested = (children ?? []).flatMap(toDetails).map(({ field, message }) => ({
    field: `${property}.${field}`,
    message,
  }));
  return [...own, ...nested];
}
