import { ApiProperty } from '@nestjs/swagger';

export class HealthResource {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}
