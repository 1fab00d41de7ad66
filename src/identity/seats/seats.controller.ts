import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { RequireAdmin } from '../../admission/decorators/route-policy.decorators.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { PageQuery, toPageRequest } from '../../api/hal/page.query.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import {
  SeatAssignmentResource,
  SeatCollection,
  SeatUnassignmentResource,
} from './dto/seat.resource.js';
import { SeatUsernamesDto } from './dto/seat-usernames.dto.js';
import { assembleSeat } from './seat.assembler.js';
import { SeatsService } from './seats.service.js';

@ApiTags('seats')
@Controller('ai-seats')
export class SeatsController {
  constructor(private readonly seats: SeatsService) {}

  @Get()
  @RequireAdmin()
  @ApiRoute({
    id: 'listAiSeats',
    summary: 'List AI seats',
    answers: {
      200: { description: 'A page of seats, ordered by username.', type: SeatCollection },
    },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PageQuery) {
    const { page, count } = await this.seats.list(toPageRequest(query));
    const collection = assembleCollection({
      relation: 'inf:ai-seat',
      path: paths.aiSeats(),
      query: { ...query },
      page,
      assemble: assembleSeat,
    });
    return { ...collection, ...count };
  }

  @Post('_assign')
  @HttpCode(200)
  @RequireAdmin()
  @ApiRoute({
    id: 'assignAiSeats',
    summary: 'Assign AI seats',
    description:
      'Assigns seats in the order of `usernames`, as long as seats are left. `failed` lists the users who did not get one, with the reason. Concurrent requests never assign more seats than there are.',
    answers: { 200: { description: 'The result.', type: SeatAssignmentResource } },
    errors: ['validation_failed', 'seats_exhausted'],
  })
  assign(
    @CurrentCaller() caller: Caller,
    @Body() { usernames }: SeatUsernamesDto,
  ): Promise<SeatAssignmentResource> {
    return this.seats.assign(caller, usernames);
  }

  @Post('_unassign')
  @HttpCode(200)
  @RequireAdmin()
  @ApiRoute({
    id: 'unassignAiSeats',
    summary: 'Unassign AI seats',
    description:
      'Takes the seats from the users. From now on the service refuses their credentials wherever a seat is required.',
    answers: { 200: { description: 'The result.', type: SeatUnassignmentResource } },
    errors: ['validation_failed'],
  })
  unassign(
    @CurrentCaller() caller: Caller,
    @Body() { usernames }: SeatUsernamesDto,
  ): Promise<SeatUnassignmentResource> {
    return this.seats.unassign(caller, usernames);
  }
}
