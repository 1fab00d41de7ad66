import { ApiParam } from '@nestjs/swagger';
import { ASSISTANT_REF_SCHEMA } from './assistant-ref.js';

export const ApiAssistantId = () =>
  ApiParam({
    name: 'id',
    description: 'The UUID or the natural id (`ownerId:slug`) of the assistant.',
    schema: { ...ASSISTANT_REF_SCHEMA, example: 'team:sales-assistant' },
  });
