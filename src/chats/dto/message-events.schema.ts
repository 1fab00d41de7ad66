import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EventStreamOf } from '../../openapi/event-stream.decorator.js';
import { ANSWER_ERRORS } from '../answer-errors.js';
import { ExchangeResource } from './chat.resource.js';
import { MessageResource } from './message.resource.js';

/** Of the event `message.delta`. */
export class MessageDelta {
  @ApiProperty({ format: 'uuid' })
  messageId: string;

  @ApiProperty({ description: 'What has come since the event before.', example: 'Here they ' })
  delta: string;
}

/** Of the event `error`. */
export class MessageFailure {
  @ApiProperty({
    enum: [...ANSWER_ERRORS, 'not_found', 'invalid_token', 'forbidden', 'unavailable'],
    example: 'model_timeout',
  })
  code: string;

  @ApiProperty({
    description: 'One sentence for a person.',
    example: 'The model did not answer in time. What came is kept.',
  })
  message: string;

  @ApiProperty({ format: 'uuid', description: 'The message that keeps what came.' })
  messageId: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'With `model_rate_limited`: seconds to wait, when they are known.',
  })
  retryAfter?: number;
}

@EventStreamOf(
  [ExchangeResource, MessageResource, MessageDelta, MessageFailure],
  'Server-sent events. `chat.created` (`Exchange`) or `message.created` (`Message`), then `message.delta` (`MessageDelta`), at last `message.completed` (`Message`) or `error` (`MessageFailure`): close the stream then. Whoever loses the connection sends the `id` of the last event as `Last-Event-ID`, to this operation or to that which reads the message.',
)
export class ChatEventStream {}
