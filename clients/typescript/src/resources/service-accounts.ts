import { changing, creating, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, CreateOptions, RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class ServiceAccountsResource extends Resource {
  /** @throws ConflictError `id_taken` */
  create(
    body: BodyOf<'createServiceAccount'>,
    options?: CreateOptions,
  ): Promise<Schemas['ServiceAccount']> {
    return this.send(creating('/api/service-accounts', body), options);
  }

  list(
    query?: QueryOf<'listServiceAccounts'>,
    options?: RequestOptions,
  ): List<Schemas['ServiceAccountCollection']> {
    return this.collection('/api/service-accounts', query, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Schemas['ServiceAccount']> {
    return this.send(reading(path`/api/service-accounts/${id}`), options);
  }

  update(
    id: string,
    body: BodyOf<'updateServiceAccount'>,
    options?: ChangeOptions,
  ): Promise<Schemas['ServiceAccount']> {
    return this.send(changing(path`/api/service-accounts/${id}`, body, options), options);
  }

  /** Also deletes its chats and assistants, and revokes its tokens. */
  delete(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/service-accounts/${id}`), options);
  }
}
