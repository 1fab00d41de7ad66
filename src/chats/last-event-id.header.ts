import { ApiHeader } from '@nestjs/swagger';

export const ApiLastEventId = () =>
  ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'With `Accept: text/event-stream`: the `id` of the last event received. What follows it is sent, and nothing is created.',
    schema: { type: 'string' },
  });
