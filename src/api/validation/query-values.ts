import { Transform } from 'class-transformer';

/**
 * A query parameter in decimal digits, with or without a sign, becomes a number; anything else is
 * left to be refused.
 */
export const QueryInteger = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value,
  );

/** `true` and `false` become booleans; anything else is left to be refused. */
export const QueryBoolean = () =>
  Transform(({ value }: { value: unknown }) => {
    if (value === 'true') return true;
    return value === 'false' ? false : value;
  });
