import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { EventStreamOf } from '../../api/openapi/event-stream.decorator.js';
import { UUID } from '../../api/openapi/properties.js';
import { ANSWER_ERRORS } from '../../platform/errors/answer-errors.js';
import { ExchangeResource } from './chat.resource.js';
import { EXAMPLE_MESSAGE_ID, MessageResource } from './message.resource.js';

@ApiSchema({ description: 'The data of the event `message.delta`.' })
export class MessageDelta {
  @ApiProperty({ ...UUID, description: 'The message that the text belongs to.' })
  messageId: string;

  @ApiProperty({ description: 'The text since the previous event.', example: 'Here they ' })
  delta: string;
}

@ApiSchema({ description: 'The data of the event `error`.' })
export class MessageFailure {
  @ApiProperty({
    enum: [...ANSWER_ERRORS, 'not_found', 'invalid_token', 'forbidden', 'unavailable'],
    enumName: 'MessageFailureCode',
    description: 'The `code` of the error.',
    example: 'model_timeout',
  })
  code: string;

  @ApiProperty({
    description: 'A sentence for people. Do not parse it.',
    example: 'The model did not answer in time. The text received so far is stored.',
  })
  message: string;

  @ApiProperty({ ...UUID, description: 'The message, which contains the text received so far.' })
  messageId: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description:
      'Seconds to wait before you retry. Only with `model_rate_limited`, if the model reports it.',
    example: 30,
  })
  retryAfter?: number;
}

@ApiSchema({ description: 'The data of the event `reconnect`.' })
export class ReconnectNotice {
  @ApiProperty({
    description: 'Why you must reconnect. Do the same for every reason.',
    example: 'instance_stopping',
  })
  reason: string;
}

const EXAMPLE_EVENT = `id: ${EXAMPLE_MESSAGE_ID}:1:10
event: message.delta
data: {"messageId":"${EXAMPLE_MESSAGE_ID}","delta":"Here they "}

`;

@EventStreamOf([ExchangeResource, MessageResource, MessageDelta, MessageFailure, ReconnectNotice], {
  description:
    'Server-sent events. The stream begins with `chat.created` (`Exchange`) or `message.created` (`Message`), continues with `message.delta` (`MessageDelta`), and ends with `message.completed` (`Message`) or `error` (`MessageFailure`). Close it after the last event. If you lose the connection, send the `id` of the last event as `Last-Event-ID`, either to this operation or to the one that reads the message. Do the same after the event `reconnect` (`ReconnectNotice`): the instance is stopping, and another one continues the stream.',
  example: EXAMPLE_EVENT,
})
export class ChatEventStream {}
