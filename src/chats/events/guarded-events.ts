import { Injectable, Logger } from '@nestjs/common';
import { AssistantNotFoundError } from '../../assistants/assistants.errors.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import type { Caller, Principal } from '../../admission/principal.js';
import type { DomainError } from '../../platform/errors/domain-error.js';
import { EventStream } from '../../api/events/event-stream.js';
import type { Events, ServerSentEvent } from '../../api/events/event-stream.js';
import { StreamReauthorization } from '../../admission/reauthorization/stream-reauthorization.js';
import { AssistantOutOfSightError } from '../chats.errors.js';
import type { EventPosition } from './event-position.js';
import { readerRefused } from './message-events.js';

const LOOK_EVERY_MS = 5_000;

/** Ends event streams when the reader loses access. */
@Injectable()
export class GuardedEvents {
  private readonly logger = new Logger(GuardedEvents.name);

  constructor(
    private readonly reauthorization: StreamReauthorization,
    private readonly assistants: AssistantsService,
  ) {}

  /**
   * @param place the place in the message at which the stream starts
   * @param heldBytes the size of the text that the stream has in memory for itself
   */
  stream({ principal }: Caller, place: EventPosition, events: Events, heldBytes = 0): EventStream {
    const findRefusal = async () =>
      (await this.reauthorization.findRefusal(principal)) ??
      (await this.findUnreachable(principal));
    const onError = (error: unknown) => {
      this.logger.warn({ err: error }, 'Could not check whether a stream may continue.');
    };
    return new EventStream((gone) => guarded(events, gone, place, findRefusal, onError), heldBytes);
  }

  /**
   * Tokens are limited to an assistant and need access to it. Users can always read their chats.
   */
  private async findUnreachable(principal: Principal): Promise<DomainError | null> {
    if (principal.assistant === null) return null;
    try {
      await this.assistants.getReadable(principal, principal.assistant.id);
      return null;
    } catch (error) {
      if (error instanceof AssistantNotFoundError) return new AssistantOutOfSightError();
      throw error;
    }
  }
}

async function* guarded(
  events: Events,
  gone: AbortSignal,
  place: EventPosition,
  findRefusal: () => Promise<DomainError | null>,
  onError: (error: unknown) => void,
): AsyncGenerator<ServerSentEvent> {
  const refused = new AbortController();
  const timer = setInterval(() => {
    findRefusal().then((refusal) => {
      if (refusal !== null) refused.abort(refusal);
    }, onError);
  }, LOOK_EVERY_MS);
  try {
    yield* events(AbortSignal.any([gone, refused.signal]));
    if (refused.signal.aborted) yield readerRefused(refused.signal.reason as DomainError, place);
  } finally {
    clearInterval(timer);
  }
}
