import { ValidateIf } from 'class-validator';

/** May be left out; null is refused. */
export const Optional = () => ValidateIf((_dto: object, value: unknown) => value !== undefined);

/** May be left out or null. */
export const OptionalOrNull = () =>
  ValidateIf((_dto: object, value: unknown) => value !== undefined && value !== null);
