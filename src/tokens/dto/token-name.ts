import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { HoldsNoSecret } from '../../api/validation/secrets.js';

const MAX_LENGTH = 100;
const ONE_LINE = '^[^\\u0000-\\u0020\\u007f][^\\u0000-\\u001f\\u007f]*$';

export const NAME_SCHEMA = { minLength: 1, maxLength: MAX_LENGTH, pattern: ONE_LINE } as const;

export const IsTokenName = () =>
  applyDecorators(
    IsString(),
    MinLength(1),
    MaxLength(MAX_LENGTH),
    Matches(new RegExp(ONE_LINE), {
      message: '$property must be one line and must not start with a space',
    }),
    HoldsNoSecret(),
  );
