import { ApiHeader } from '@nestjs/swagger';

export const ApiLastEventId = () =>
  ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'With `Accept: text/event-stream`: the `id` of the last event received. What follows it is sent, and nothing is created.',
    schema: {
      type: 'string',
      example: '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a:1:12',
    },
  });
