import { acting, changing, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { BudgetResource } from './budget.js';
import { Resource } from './resource.js';

export class UsersResource extends Resource {
  /** Also takes the id of a service account. */
  readonly budget: BudgetResource;

  constructor(transport: Transport) {
    super(transport);
    this.budget = new BudgetResource(transport, (id) => path`/api/users/${id}/budget`);
  }

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
  ): Promise<Schemas['UpdatedUser']> {
    return this.send(changing(path`/api/users/${username}`, body, options), options);
  }

  delete(username: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/users/${username}`), options);
  }

  /**
   * Deletes the user and gives the assistant tokens of the user to `transferTo`. When the response gets
   * lost, the client does not retry, because a retry would not return the tokens.
   */
  deleteAndTransfer(
    username: string,
    transferTo: string,
    options?: ChangeOptions,
  ): Promise<Schemas['UserDeletion']> {
    const call = deleting(path`/api/users/${username}`);
    return this.send({ ...call, query: { transferTo }, repetition: 'never' }, options);
  }

  /** @param username or the id of a service account */
  usage(
    username: string,
    query?: QueryOf<'getUserUsage'>,
    options?: RequestOptions,
  ): Promise<Schemas['UserUsage']> {
    return this.send(reading(path`/api/users/${username}/usage`, query), options);
  }
}
