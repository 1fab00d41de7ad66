import { ApiProperty } from '@nestjs/swagger';

export const REPLAY_NOTICE =
  'The value was shown once, in the first response to this Idempotency-Key. Here it is masked.';

/** The optional `notice` of a response that contains a value only once. */
export const ApiReplayNotice = (): PropertyDecorator =>
  ApiProperty({
    type: 'string',
    required: false,
    description:
      'Says that the value is masked. Only in a replayed response (`Idempotency-Replayed`).',
    example: REPLAY_NOTICE,
  });
