import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { COUNT, TIME } from '../../../api/openapi/properties.js';
import { SEAT_FAILURES } from '../seats.service.js';
import type { SeatFailure } from '../seats.service.js';

@ApiSchema({ description: 'An AI seat that a user holds.' })
export class SeatResource implements HalResource {
  @ApiLinks({ 'inf:user': paths.user('ada') })
  _links: Links;

  @ApiProperty({ ...NATURAL_ID_SCHEMA, description: 'Who holds it.', example: 'ada' })
  username: string;

  @ApiProperty({ ...TIME, description: 'When it was given to the user.' })
  assignedAt: string;
}

@ApiSchema({ description: 'A page of the AI seats that users hold.' })
export class SeatCollection extends CollectionOf({
  name: 'SeatCollection',
  relation: 'inf:ai-seat',
  item: SeatResource,
  path: paths.aiSeats(),
}) {
  @ApiProperty({ ...COUNT, description: 'Seats that users hold.' })
  assigned: number;

  @ApiProperty({
    ...COUNT,
    nullable: true,
    description: 'Seats that are left; null when their number is not limited.',
    example: 4,
  })
  available: number | null;
}

@ApiSchema({ description: 'A user that got no AI seat.' })
export class SeatFailureResource {
  @ApiProperty({ description: 'As it was asked for.', example: 'nobody' })
  username: string;

  @ApiProperty({
    enum: SEAT_FAILURES,
    enumName: 'SeatFailureCode',
    description: 'Why there is no seat for this user.',
    example: 'not_found',
  })
  code: SeatFailure['code'];
}

@ApiSchema({ description: 'What became of assigning AI seats.' })
export class SeatAssignmentResource {
  @ApiProperty({ ...COUNT, description: 'Users that got a seat just now; who had one keeps it.' })
  assigned: number;

  @ApiProperty({ type: [SeatFailureResource], description: 'Users that got none.' })
  failed: SeatFailureResource[];
}

@ApiSchema({ description: 'What became of taking AI seats away.' })
export class SeatUnassignmentResource {
  @ApiProperty({ ...COUNT, description: 'Users that lost a seat just now.' })
  unassigned: number;
}
