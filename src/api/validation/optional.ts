import { ValidateIf } from 'class-validator';

/** Can be omitted, but not null. */
export const Optional = () => ValidateIf((_dto: object, value: unknown) => value !== undefined);

/** Can be omitted or null. */
export const OptionalOrNull = () =>
  ValidateIf((_dto: object, value: unknown) => value !== undefined && value !== null);
