import { LRUCache } from 'lru-cache';

/** An LRU cache that can drop all values with a tag. */
export class TaggedCache<V extends object> {
  private readonly values: LRUCache<string, V>;
  /** A string instead of a Set for tags with one value, which are the most, saves memory. */
  private readonly keys = new Map<string, string | Set<string>>();

  /** @param tagsOf must always return the same tags for the same value */
  constructor(
    max: number,
    private readonly tagsOf: (value: V) => readonly string[],
  ) {
    this.values = new LRUCache({
      max,
      dispose: (value, key) => {
        for (const tag of tagsOf(value)) this.untag(tag, key);
      },
    });
  }

  get size(): number {
    return this.values.size;
  }

  get(key: string): V | undefined {
    return this.values.get(key);
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  set(key: string, value: V): void {
    this.values.set(key, value);
    for (const tag of this.tagsOf(value)) this.tag(tag, key);
  }

  delete(key: string): void {
    this.values.delete(key);
  }

  drop(tag: string): void {
    const keys = this.keys.get(tag);
    if (keys === undefined) return;
    for (const key of typeof keys === 'string' ? [keys] : [...keys]) this.values.delete(key);
  }

  clear(): void {
    this.values.clear();
  }

  entries(): Iterable<[string, V]> {
    return this.values.entries();
  }

  private tag(tag: string, key: string): void {
    const keys = this.keys.get(tag);
    if (keys === undefined) this.keys.set(tag, key);
    else if (typeof keys !== 'string') keys.add(key);
    else if (keys !== key) this.keys.set(tag, new Set([keys, key]));
  }

  private untag(tag: string, key: string): void {
    const keys = this.keys.get(tag);
    if (keys === key) this.keys.delete(tag);
    if (keys === undefined || typeof keys === 'string') return;
    keys.delete(key);
    if (keys.size === 0) this.keys.delete(tag);
  }
}
