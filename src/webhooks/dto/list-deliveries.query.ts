import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { PageQuery } from '../../api/hal/page.query.js';
import { SortByAge, TimeFilter } from '../../api/hal/by-age.js';
import type { AgeSort } from '../../api/hal/by-age.js';
import { DELIVERED_EVENTS, DELIVERY_STATES } from '../webhook.types.js';
import type { DeliveredEvent, DeliveryState } from '../webhook.types.js';

export class ListDeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: DELIVERY_STATES,
    enumName: 'DeliveryState',
    description: 'Returns only deliveries in this state.',
  })
  @Optional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;

  @ApiPropertyOptional({
    enum: DELIVERED_EVENTS,
    enumName: 'DeliveredEventFilter',
    description: 'Returns only deliveries of this type of event.',
  })
  @Optional()
  @IsIn(DELIVERED_EVENTS)
  event?: DeliveredEvent;

  @TimeFilter('Returns only deliveries that were created at this time or later.')
  from?: Date;

  @TimeFilter('Returns only deliveries that were created before this time.')
  to?: Date;

  @SortByAge()
  sort?: AgeSort;
}
