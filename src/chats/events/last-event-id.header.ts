import { ApiHeader } from '@nestjs/swagger';

export const ApiLastEventId = () =>
  ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'The `id` of the last event that you received, with `Accept: text/event-stream`. The stream resumes after that event, and the request creates nothing.',
    schema: {
      type: 'string',
      example: '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a:1:12',
    },
  });
