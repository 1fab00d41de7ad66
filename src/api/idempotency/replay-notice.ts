import { ApiProperty } from '@nestjs/swagger';

export const REPLAY_NOTICE =
  'The value was shown once, in the first answer to this Idempotency-Key; this is its hint.';

/** The optional `notice` of an answer that shows a value once. */
export const ApiReplayNotice = (): PropertyDecorator =>
  ApiProperty({
    type: 'string',
    required: false,
    description:
      'Only in an answer that is given again (`Idempotency-Replayed`): says that the value is not in it, but its masked hint.',
    example: REPLAY_NOTICE,
  });
