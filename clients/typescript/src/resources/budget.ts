import { deleting, putting, reading } from '../http/calls.js';
import type { ChangeOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

/** The budgets of tokens, assistants or users, in tokens of models. */
export class BudgetResource extends Resource {
  readonly #pathOf: (id: string) => string;

  /** @param pathOf the path of the budget of a token, an assistant or a user */
  constructor(transport: Transport, pathOf: (id: string) => string) {
    super(transport);
    this.#pathOf = pathOf;
  }

  retrieve(id: string, options?: RequestOptions): Promise<Schemas['Budget']> {
    return this.send(reading(this.#pathOf(id)), options);
  }

  /** Sets the budget. What was used before in the same period counts. */
  save(
    id: string,
    body: Schemas['SaveBudgetRequest'],
    options?: ChangeOptions,
  ): Promise<Schemas['Budget']> {
    return this.send(putting(this.#pathOf(id), body), options);
  }

  delete(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(this.#pathOf(id)), options);
  }
}
