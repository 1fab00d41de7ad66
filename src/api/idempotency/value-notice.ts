import { ApiProperty } from '@nestjs/swagger';

export const VALUE_NOTICE =
  'The value was shown once, in the first answer to this Idempotency-Key; this is its hint.';

/** Of an answer that shows a value once: `notice?: string`. */
export const ApiValueNotice = (): PropertyDecorator =>
  ApiProperty({
    type: 'string',
    required: false,
    description:
      'Only in an answer that is given again (`Idempotency-Replayed`): says that the value is not in it, but its masked hint.',
    example: VALUE_NOTICE,
  });
