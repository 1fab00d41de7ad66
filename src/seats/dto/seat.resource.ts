import { ApiProperty } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../common/natural-id.js';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { SEAT_FAILURES } from '../seats.service.js';
import type { SeatFailure } from '../seats.service.js';

export class SeatResource implements HalResource {
  @ApiLinks({ 'inf:user': paths.user('ada') })
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, example: 'ada' })
  username: string;

  @ApiProperty({ format: 'date-time' })
  assignedAt: string;
}

export class SeatCollection extends CollectionOf({
  name: 'SeatCollection',
  relation: 'inf:ai-seat',
  item: SeatResource,
  path: paths.aiSeats(),
}) {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Seats that users hold.' })
  assigned: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Seats that are left; null when their number is not limited.',
  })
  available: number | null;
}

export class SeatFailureResource {
  @ApiProperty({ example: 'ada' })
  username: string;

  @ApiProperty({ enum: SEAT_FAILURES, enumName: 'SeatFailureCode' })
  code: SeatFailure['code'];
}

export class SeatAssignmentResource {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Users that got a seat just now; who had one keeps it.',
  })
  assigned: number;

  @ApiProperty({ type: [SeatFailureResource] })
  failed: SeatFailureResource[];
}

export class SeatUnassignmentResource {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Users that lost a seat just now.' })
  unassigned: number;
}
