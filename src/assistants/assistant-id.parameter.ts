import { ApiParam } from '@nestjs/swagger';
import { ASSISTANT_REF_SCHEMA } from './assistant-ref.js';

export const ApiAssistantId = () =>
  ApiParam({
    name: 'id',
    description: 'UUID, or natural id `ownerId:slug`.',
    schema: { ...ASSISTANT_REF_SCHEMA, example: 'team:sales-assistant' },
  });
