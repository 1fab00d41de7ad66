import { acting, changing, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class UsersResource extends Resource {
  /**
   * The client does not retry this call after a lost response, because it has no `Idempotency-Key`.
   *
   * @throws ConflictError `id_taken`
   */
  create(body: BodyOf<'createUser'>, options?: RequestOptions): Promise<Schemas['User']> {
    return this.send(acting('/api/users', body), options);
  }

  list(query?: QueryOf<'listUsers'>, options?: RequestOptions): List<Schemas['UserCollection']> {
    return this.collection('/api/users', query, options);
  }

  retrieve(username: string, options?: RequestOptions): Promise<Schemas['User']> {
    return this.send(reading(path`/api/users/${username}`), options);
  }

  update(
    username: string,
    body: BodyOf<'updateUser'>,
    options?: ChangeOptions,
  ): Promise<Schemas['User']> {
    return this.send(changing(path`/api/users/${username}`, body, options), options);
  }

  delete(username: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/users/${username}`), options);
  }
}
