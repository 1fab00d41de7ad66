import { acting } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class SeatsResource extends Resource {
  /** The `collection` of a page contains the numbers of `assigned` and `available` seats. */
  list(query?: QueryOf<'listAiSeats'>, options?: RequestOptions): List<Schemas['SeatCollection']> {
    return this.collection('/api/ai-seats', query, options);
  }

  assign(
    usernames: readonly string[],
    options?: RequestOptions,
  ): Promise<Schemas['SeatAssignment']> {
    return this.send(acting('/api/ai-seats/_assign', { usernames }), options);
  }

  unassign(
    usernames: readonly string[],
    options?: RequestOptions,
  ): Promise<Schemas['SeatUnassignment']> {
    return this.send(acting('/api/ai-seats/_unassign', { usernames }), options);
  }
}
