import { ChatStream } from '../chats/chat-stream.js';
import { acting, creating, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { CreateOptions, RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { QueryOf, Schemas } from '../schema/operation-types.js';
import { ANSWER_TIMEOUT_MS } from './answer-timeout.js';
import { Resource } from './resource.js';

export class ChatMessagesResource extends Resource {
  /** Adds a message. One of a `user` is answered, which the call waits for; one of a `tool` is not. */
  create(
    chatId: string,
    body: Schemas['PostedMessageRequest'],
    options?: CreateOptions,
  ): Promise<Schemas['Exchange']> {
    const call = creating(path`/api/chats/${chatId}/messages`, body);
    return this.send({ ...call, timeout: ANSWER_TIMEOUT_MS }, options);
  }

  /** The oldest first. */
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

  /** An answer from its beginning, and as it comes; several may follow the same one. */
  follow(chatId: string, messageId: string, options?: RequestOptions): ChatStream {
    const call = reading(path`/api/chats/${chatId}/messages/${messageId}`);
    return new ChatStream(this.transport, call, options);
  }

  /** Asks for the last answer again, if it failed. */
  retry(chatId: string, messageId: string, options?: RequestOptions): Promise<Schemas['Message']> {
    const call = acting(path`/api/chats/${chatId}/messages/${messageId}/_retry`);
    return this.send({ ...call, timeout: ANSWER_TIMEOUT_MS }, options);
  }
}
