import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ description: 'That all is well.' })
export class HealthResource {
  @ApiProperty({ enum: ['ok'], description: 'Anything else is an error answer.', example: 'ok' })
  status: 'ok';
}
