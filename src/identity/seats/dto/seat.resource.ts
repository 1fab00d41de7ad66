import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../../api/hal/hal.types.js';
import { paths } from '../../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../../api/openapi/hal.schemas.js';
import { COUNT, TIME } from '../../../api/openapi/properties.js';
import { SEAT_FAILURES } from '../seats.service.js';
import type { SeatFailure } from '../seats.service.js';

@ApiSchema({ description: 'The AI seat of a user or a service account.' })
export class SeatResource implements HalResource {
  @ApiLinks({ 'inf:user': paths.user('ada') })
  _links: Links;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'The user or service account that holds the seat.',
    example: 'ada',
  })
  username: string;

  @ApiProperty({ ...TIME, description: 'When the seat was assigned.' })
  assignedAt: string;
}

@ApiSchema({ description: 'A page of assigned AI seats.' })
export class SeatCollection extends CollectionOf({
  name: 'SeatCollection',
  relation: 'inf:ai-seat',
  item: SeatResource,
  path: paths.aiSeats(),
}) {
  @ApiProperty({ ...COUNT, description: 'The number of assigned seats.' })
  assigned: number;

  @ApiProperty({
    ...COUNT,
    nullable: true,
    description:
      'The number of seats that can still be assigned. Null if the number of seats is unlimited.',
    example: 4,
  })
  available: number | null;
}

@ApiSchema({ description: 'A user who did not get an AI seat.' })
export class SeatFailureResource {
  @ApiProperty({ description: 'The username from the request.', example: 'nobody' })
  username: string;

  @ApiProperty({
    enum: SEAT_FAILURES,
    enumName: 'SeatFailureCode',
    description: 'Why the user did not get a seat.',
    example: 'not_found',
  })
  code: SeatFailure['code'];
}

@ApiSchema({ description: 'The result of assigning AI seats.' })
export class SeatAssignmentResource {
  @ApiProperty({
    ...COUNT,
    description:
      'The number of users who got a seat. Users who already had one keep it and are not counted.',
  })
  assigned: number;

  @ApiProperty({ type: [SeatFailureResource], description: 'The users who did not get a seat.' })
  failed: SeatFailureResource[];
}

@ApiSchema({ description: 'The result of unassigning AI seats.' })
export class SeatUnassignmentResource {
  @ApiProperty({ ...COUNT, description: 'The number of users who lost their seat.' })
  unassigned: number;
}
