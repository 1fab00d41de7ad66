import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';

const DECIMAL = /^(0|[1-9]\d*)$/;

export function parseWholeNumber(text: string): number {
  const digits = text.trim();
  return DECIMAL.test(digits) ? Number(digits) : NaN;
}

export function IsWholeNumber(min: number, max: number): PropertyDecorator {
  const options = { message: `must be a whole number from ${min} to ${max}` };
  return applyDecorators(IsInt(options), Min(min, options), Max(max, options));
}
