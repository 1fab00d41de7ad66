import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ description: 'The health of the service.' })
export class HealthResource {
  @ApiProperty({
    enum: ['ok'],
    description: 'Always `ok`. Otherwise the response is an error.',
    example: 'ok',
  })
  status: 'ok';
}
