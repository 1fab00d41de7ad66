import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { PageQuery } from '../../api/hal/page.query.js';
import { DELIVERY_STATES } from '../webhook.types.js';
import type { DeliveryState } from '../webhook.types.js';

export class ListDeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: DELIVERY_STATES,
    enumName: 'DeliveryState',
    description: 'Returns only deliveries in this state.',
  })
  @Optional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;
}
