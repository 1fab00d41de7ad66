import { Transform } from 'class-transformer';

/**
 * Turns a query parameter of decimal digits, with or without a sign, into a number. Leaves other
 * values for the validator to refuse.
 */
export const QueryInteger = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value,
  );

/** Turns `true` and `false` into booleans. Leaves other values for the validator to refuse. */
export const QueryBoolean = () =>
  Transform(({ value }: { value: unknown }) => {
    if (value === 'true') return true;
    return value === 'false' ? false : value;
  });
