import { ApiParam } from '@nestjs/swagger';

export const ApiAssistantId = () =>
  ApiParam({
    name: 'id',
    description: 'UUID, or natural id `ownerId:slug`.',
    schema: { type: 'string' },
    example: 'team:sales-assistant',
  });
