import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** What an integer of 32 bits holds, about 68 years. */
const MAX_DIFFERENCE_SECONDS = 2_147_483_647;

@ApiSchema({ description: 'The health of the service.' })
export class HealthResource {
  @ApiProperty({
    enum: ['ok'],
    description: 'Always `ok`. Otherwise the response is an error.',
    example: 'ok',
  })
  status: 'ok';

  @ApiPropertyOptional({
    type: 'integer',
    minimum: -MAX_DIFFERENCE_SECONDS,
    maximum: MAX_DIFFERENCE_SECONDS,
    description:
      'How many seconds the clock of the database is ahead of the clock of the instance. Only present when they differ by more than 5 seconds.',
    example: -301,
  })
  clockDifferenceSeconds?: number | undefined;
}
