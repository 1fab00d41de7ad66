import type { Schemas } from '../schema/operation-types.js';

/** The members that every collection has. */
export interface Collection {
  _links: { self: Schemas['Link']; next?: Schemas['Link'] };
  _embedded: object;
  start: number;
  count: number;
  total: number;
}

export type ItemOf<C extends Collection> =
  C['_embedded'][keyof C['_embedded']] extends (infer Item)[] ? Item : never;

/** One page of a collection. */
export class Page<C extends Collection> {
  readonly items: ItemOf<C>[];
  readonly #follow: (cursor: string) => Promise<Page<C>>;

  constructor(
    /** The page as the service sent it, with all its members. */
    readonly collection: C,
    follow: (cursor: string) => Promise<Page<C>>,
  ) {
    const [items] = Object.values(collection._embedded) as ItemOf<C>[][];
    this.items = items ?? [];
    this.#follow = follow;
  }

  /** The number of items before this page. */
  get start(): number {
    return this.collection.start;
  }

  /** The number of items in all pages. */
  get total(): number {
    return this.collection.total;
  }

  get hasNext(): boolean {
    return this.#cursor !== null;
  }

  /** @returns the next page, or null after the last one */
  async next(): Promise<Page<C> | null> {
    const cursor = this.#cursor;
    return cursor === null ? null : this.#follow(cursor);
  }

  get #cursor(): string | null {
    const { next } = this.collection._links;
    return next === undefined ? null : new URL(next.href, 'http://any').searchParams.get('cursor');
  }
}
