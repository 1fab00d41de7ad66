import { applyDecorators } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { EXAMPLE_WEBHOOK_ID } from './dto/webhook.resource.js';

export const ApiWebhookId = () =>
  ApiParam({
    name: 'id',
    description: 'The UUID of the webhook.',
    schema: { type: 'string', format: 'uuid', example: EXAMPLE_WEBHOOK_ID },
  });

export const ApiDeliveryIds = () =>
  applyDecorators(
    ApiWebhookId(),
    ApiParam({
      name: 'deliveryId',
      description: 'The UUID of the delivery.',
      schema: {
        type: 'string',
        format: 'uuid',
        example: '0198c1f3-11c2-7d0e-8a51-6a0c3d4e5f61',
      },
    }),
  );
