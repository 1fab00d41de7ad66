import { ChatStream } from '../chats/chat-stream.js';
import { acting, creating, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { CreateOptions, RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { QueryOf, Schemas } from '../schema/operation-types.js';
import { ANSWER_TIMEOUT_MS } from './answer-timeout.js';
import { Resource } from './resource.js';

export class ChatMessagesResource extends Resource {
  /** Adds a message. For a `user` message, the call waits for the answer. A `tool` message gets none. */
  create(
    chatId: string,
    body: Schemas['PostedMessageRequest'],
    options?: CreateOptions,
  ): Promise<Schemas['Exchange']> {
    const call = creating(path`/api/chats/${chatId}/messages`, body);
    return this.send({ ...call, timeout: ANSWER_TIMEOUT_MS }, options);
  }

  /** Lists the messages, oldest first. */
  list(
    chatId: string,
    query?: QueryOf<'listChatMessages'>,
    options?: RequestOptions,
  ): List<Schemas['MessageCollection']> {
    return this.collection(path`/api/chats/${chatId}/messages`, query, options);
  }

  retrieve(
    chatId: string,
    messageId: string,
    options?: RequestOptions,
  ): Promise<Schemas['Message']> {
    return this.send(reading(path`/api/chats/${chatId}/messages/${messageId}`), options);
  }

  /** Streams an answer from its beginning. Several readers may stream the same answer. */
  follow(chatId: string, messageId: string, options?: RequestOptions): ChatStream {
    const call = reading(path`/api/chats/${chatId}/messages/${messageId}`);
    return new ChatStream(this.transport, call, options);
  }

  /** Generates the last answer again after it failed. */
  retry(chatId: string, messageId: string, options?: RequestOptions): Promise<Schemas['Message']> {
    const call = acting(path`/api/chats/${chatId}/messages/${messageId}/_retry`);
    return this.send({ ...call, timeout: ANSWER_TIMEOUT_MS }, options);
  }
}
