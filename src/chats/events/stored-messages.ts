import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ServerSentEvent } from '../../api/events/event-stream.js';
import type { Principal } from '../../admission/principal.js';
import { FairPlaces } from '../answers/fair-places.js';
import { RunningAnswers } from '../answers/running-answers.js';
import type { Answered } from '../chat.assembler.js';
import type { ChatMessage } from '../messages/chat-message.entity.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import type { EventPosition } from './event-position.js';
import {
  beginningOf,
  messageBegun,
  messageDelta,
  messageEnded,
  messageGone,
} from './message-events.js';
import { chunkAt } from './text-chunks.js';

const LOOK_EVERY_MS = 500;
/** Each follower of a streaming answer polls the database. */
const MAX_FOLLOWERS = 100;

/** Streams messages from the database: ended ones, and answers that another instance receives. */
@Injectable()
export class StoredMessages {
  readonly places = new FairPlaces(MAX_FOLLOWERS);

  constructor(
    private readonly messages: MessagesRepository,
    private readonly running: RunningAnswers,
  ) {}

  async *follow(
    first: ChatMessage,
    chat: Answered,
    from: EventPosition,
    gone: AbortSignal,
  ): AsyncGenerator<ServerSentEvent> {
    const isUnderWay = first.status === 'streaming';
    const leave = isUnderWay ? this.places.hold(chat.reader.principal) : () => undefined;
    try {
      let place = from;
      let message: ChatMessage | null = first;
      while (!this.isOver(gone)) {
        if (message === null) {
          yield messageGone(place);
          return;
        }
        if (message.attempt !== place.attempt) {
          place = beginningOf(message);
          yield messageBegun(message, chat);
        }
        for (let piece; (piece = chunkAt(message.content, place.offset)) !== '';) {
          place = { ...place, offset: place.offset + piece.length };
          yield messageDelta(piece, place);
        }
        if (message.status !== 'streaming') {
          yield messageEnded(message, chat);
          return;
        }
        await delay(LOOK_EVERY_MS);
        message = await this.messages.findAnywhere(message.id);
      }
    } finally {
      leave();
    }
  }

  /**
   * @returns the message once it has ended or the client is gone; `null` if it was deleted
   * @throws TooManyAnswersError, PlacesOfOthersError
   */
  async ended(
    reader: Principal,
    first: ChatMessage,
    gone: AbortSignal,
  ): Promise<ChatMessage | null> {
    const leave = this.places.take(reader);
    try {
      let message: ChatMessage | null = first;
      while (message?.status === 'streaming' && !this.isOver(gone)) {
        await delay(LOOK_EVERY_MS);
        message = await this.messages.findAnywhere(first.id);
      }
      return message;
    } finally {
      leave();
    }
  }

  private isOver(gone: AbortSignal): boolean {
    return gone.aborted || this.running.closed.aborted;
  }
}
