import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { EventStreamOf } from '../../api/openapi/event-stream.decorator.js';
import { UUID } from '../../api/openapi/properties.js';
import { ANSWER_ERRORS } from '../../platform/errors/answer-errors.js';
import { ExchangeResource } from './chat.resource.js';
import { EXAMPLE_MESSAGE_ID, MessageResource } from './message.resource.js';

@ApiSchema({ description: 'The data of the event `message.delta`.' })
export class MessageDelta {
  @ApiProperty({ ...UUID, description: 'The message that it is a part of.' })
  messageId: string;

  @ApiProperty({ description: 'What has come since the event before.', example: 'Here they ' })
  delta: string;
}

@ApiSchema({ description: 'The data of the event `error`.' })
export class MessageFailure {
  @ApiProperty({
    enum: [...ANSWER_ERRORS, 'not_found', 'invalid_token', 'forbidden', 'unavailable'],
    enumName: 'MessageFailureCode',
    description: 'A `code` of an error.',
    example: 'model_timeout',
  })
  code: string;

  @ApiProperty({
    description: 'One sentence for a person.',
    example: 'The model did not answer in time. What came is kept.',
  })
  message: string;

  @ApiProperty({ ...UUID, description: 'The message that keeps what came.' })
  messageId: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'With `model_rate_limited`: seconds to wait, when they are known.',
    example: 30,
  })
  retryAfter?: number;
}

const EXAMPLE_EVENT = `id: ${EXAMPLE_MESSAGE_ID}:1:10
event: message.delta
data: {"messageId":"${EXAMPLE_MESSAGE_ID}","delta":"Here they "}

`;

@EventStreamOf([ExchangeResource, MessageResource, MessageDelta, MessageFailure], {
  description:
    'Server-sent events. `chat.created` (`Exchange`) or `message.created` (`Message`), then `message.delta` (`MessageDelta`), at last `message.completed` (`Message`) or `error` (`MessageFailure`): close the stream then. Whoever loses the connection sends the `id` of the last event as `Last-Event-UUID`, to this operation or to that which reads the message.',
  example: EXAMPLE_EVENT,
})
export class ChatEventStream {}
