import type { Call, Query } from '../http/call.js';
import { reading } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { CallOptions, Transport } from '../http/transport.js';
import { List } from '../pages/list.js';
import { Page } from '../pages/page.js';
import type { Collection } from '../pages/page.js';

/** A group of calls. The transport is private, so that nothing can print the credential. */
export abstract class Resource {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  protected get transport(): Transport {
    return this.#transport;
  }

  protected async send<Body>(call: Call, options?: CallOptions): Promise<Body> {
    return (await this.#transport.send<Body>(call, options)).body;
  }

  protected collection<C extends Collection>(
    path: string,
    query: object = {},
    options?: RequestOptions,
  ): List<C> {
    const { start, cursor, ...filters } = query as Query;
    const read = async (place: Query): Promise<Page<C>> => {
      const collection = await this.send<C>(reading(path, { ...filters, ...place }), options);
      return new Page(collection, (next) => read({ cursor: next }));
    };
    return new List(() => read({ start, cursor }));
  }
}
