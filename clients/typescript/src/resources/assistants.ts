import { changing, creating, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, CreateOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { BudgetResource } from './budget.js';
import { Resource } from './resource.js';

/** An id is the UUID or the natural id of an assistant, such as `team:sales-assistant`. */
export class AssistantsResource extends Resource {
  readonly budget: BudgetResource;

  constructor(transport: Transport) {
    super(transport);
    this.budget = new BudgetResource(transport, (id) => path`/api/assistants/${id}/budget`);
  }

  create(body: BodyOf<'createAssistant'>, options?: CreateOptions): Promise<Schemas['Assistant']> {
    return this.send(creating('/api/assistants', body), options);
  }

  list(
    query?: QueryOf<'listAssistants'>,
    options?: RequestOptions,
  ): List<Schemas['AssistantCollection']> {
    return this.collection('/api/assistants', query, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Schemas['Assistant']> {
    return this.send(reading(path`/api/assistants/${id}`), options);
  }

  update(
    id: string,
    body: BodyOf<'updateAssistant'>,
    options?: ChangeOptions,
  ): Promise<Schemas['Assistant']> {
    return this.send(changing(path`/api/assistants/${id}`, body, options), options);
  }

  /** Also deletes its chats and webhooks, and revokes its tokens. */
  delete(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/assistants/${id}`), options);
  }

  /** Lists the tokens of the assistant with masked values. */
  tokens(
    id: string,
    query?: QueryOf<'listAssistantTokens'>,
    options?: RequestOptions,
  ): List<Schemas['AssistantTokenCollection']> {
    return this.collection(path`/api/assistants/${id}/tokens`, query, options);
  }

  /** Whoever may not change the assistant sees the own usage only. */
  usage(
    id: string,
    query?: QueryOf<'getAssistantUsage'>,
    options?: RequestOptions,
  ): Promise<Schemas['AssistantUsage']> {
    return this.send(reading(path`/api/assistants/${id}/usage`, query), options);
  }
}
