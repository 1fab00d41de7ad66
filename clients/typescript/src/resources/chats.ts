import { ChatStream } from '../chats/chat-stream.js';
import { changing, creating, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, CreateOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { ANSWER_TIMEOUT_MS } from './answer-timeout.js';
import { ChatMessagesResource } from './chat-messages.js';
import { Resource } from './resource.js';

export type Question = {
  content: string;
} & (
  | {
      /** Continues this chat. */
      chatId: string;
    }
  | {
      chatId?: undefined;
      /** Starts a chat with this assistant. An assistant token may omit it. */
      assistantId?: string | undefined;
      /** The name of the new chat. */
      name?: string | undefined;
    }
);

export interface Answered {
  chat: Schemas['Exchange'];
  question: Schemas['Message'];
  answer: Schemas['Message'];
}

export class ChatsResource extends Resource {
  readonly messages: ChatMessagesResource;

  constructor(transport: Transport) {
    super(transport);
    this.messages = new ChatMessagesResource(transport);
  }

  /** Starts a chat and waits for the answer to its first message. */
  create(body: BodyOf<'createChat'>, options?: CreateOptions): Promise<Schemas['Exchange']> {
    return this.send({ ...creating('/api/chats', body), timeout: ANSWER_TIMEOUT_MS }, options);
  }

  /** Asks a question in an existing or a new chat, and waits for the answer. */
  async ask(question: Question, options?: CreateOptions): Promise<Answered> {
    const call = { ...asking(question), timeout: ANSWER_TIMEOUT_MS };
    const chat = await this.send<Schemas['Exchange']>(call, options);
    const [asked, answer] = chat._embedded['inf:message'];
    if (asked === undefined || answer === undefined) throw new TypeError('There is no answer.');
    return { chat, question: asked, answer };
  }

  /**
   * Asks a question in an existing or a new chat, and streams the answer. `timeout` is the longest time
   * without an event.
   */
  stream(question: Question, options?: CreateOptions): ChatStream {
    return new ChatStream(this.transport, asking(question), options);
  }

  list(query?: QueryOf<'listChats'>, options?: RequestOptions): List<Schemas['ChatCollection']> {
    return this.collection('/api/chats', query, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Schemas['Chat']> {
    return this.send(reading(path`/api/chats/${id}`), options);
  }

  update(
    id: string,
    body: BodyOf<'updateChat'>,
    options?: ChangeOptions,
  ): Promise<Schemas['Chat']> {
    return this.send(changing(path`/api/chats/${id}`, body, options), options);
  }

  /** Deletes the chat with all its messages. */
  delete(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/chats/${id}`), options);
  }
}

function asking({ content, ...where }: Question) {
  const message = { role: 'user', content };
  if (where.chatId !== undefined)
    return creating(path`/api/chats/${where.chatId}/messages`, message);
  const { assistantId, name } = where;
  return creating('/api/chats', { assistantId, name, message });
}
