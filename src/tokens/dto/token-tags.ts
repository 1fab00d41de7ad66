import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { HoldsNoSecret } from '../../api/validation/secrets.js';

const MAX_TAGS = 20;
const TAG = '^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}(=[A-Za-z0-9._/:@+-]{1,100})?$';

export const TAG_SCHEMA = { type: 'string', maxLength: 164, pattern: TAG } as const;
export const TAGS_SCHEMA = {
  type: 'array',
  items: TAG_SCHEMA,
  maxItems: MAX_TAGS,
  uniqueItems: true,
} as const;

const RULE =
  'must have the form key or key=value: a key of up to 63 letters, digits, ".", "_", "/" and "-", and a value of up to 100 of these, ":", "@" and "+"';

export const AreTokenTags = () =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(MAX_TAGS),
    ArrayUnique(),
    Matches(new RegExp(TAG), { each: true, message: `each value in $property ${RULE}` }),
    HoldsNoSecret(),
  );

export const IsTokenTag = () => Matches(new RegExp(TAG), { message: `$property ${RULE}` });
