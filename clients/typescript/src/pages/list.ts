import type { Collection, ItemOf, Page } from './page.js';

/**
 * A collection that loads its pages when you need them. Use `for await` for items, `pages()` for pages,
 * or `await` for the first page.
 */
export class List<C extends Collection> implements AsyncIterable<ItemOf<C>>, PromiseLike<Page<C>> {
  readonly #first: () => Promise<Page<C>>;

  constructor(first: () => Promise<Page<C>>) {
    this.#first = first;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ItemOf<C>, void, undefined> {
    for await (const page of this.pages()) yield* page.items;
  }

  async *pages(): AsyncGenerator<Page<C>, void, undefined> {
    let page: Page<C> | null = await this.#first();
    while (page !== null) {
      yield page;
      page = await page.next();
    }
  }

  /** @param limit the maximum number of items */
  async toArray({ limit }: { limit: number }): Promise<ItemOf<C>[]> {
    const items: ItemOf<C>[] = [];
    if (limit <= 0) return items;
    for await (const item of this) {
      if (items.push(item) >= limit) break;
    }
    return items;
  }

  then<Fulfilled = Page<C>, Rejected = never>(
    onFulfilled?: ((page: Page<C>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#first().then(onFulfilled, onRejected);
  }
}
