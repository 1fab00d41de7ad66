/** How the events of an export differ from the events that were signed. */
export type EventFault =
  | { fault: 'changed' | 'inserted' | 'reordered'; eventId: string }
  | { fault: 'removed'; position: number };

interface Found {
  id: string;
  hash: string;
}

/**
 * Names the events that differ.
 *
 * @param signed the hashes that were signed, in order
 * @param found the events of the export, in order
 */
export function batchDifferences(signed: readonly string[], found: readonly Found[]): EventFault[] {
  const places = new Map(signed.map((hash, place) => [hash, place]));
  const seen = new Set<string>();
  const known: { id: string; place: number; at: number }[] = [];
  const unknown: { id: string; at: number }[] = [];
  for (const [at, { id, hash }] of found.entries()) {
    const place = places.get(hash);
    if (place === undefined || seen.has(hash)) unknown.push({ id, at });
    else known.push({ id, place, at });
    seen.add(hash);
  }
  const inOrder = longestRise(known);
  const missing = new Set(signed.keys());
  for (const { place } of known) missing.delete(place);
  const faults: EventFault[] = known
    .filter((event) => !inOrder.has(event))
    .map(({ id }) => ({ fault: 'reordered', eventId: id }));
  for (const { id, at } of unknown) {
    const after = [...inOrder].findLast((event) => event.at < at)?.place ?? -1;
    const before = [...inOrder].find((event) => event.at > at)?.place ?? signed.length;
    const replaced = [...missing].find((place) => place > after && place < before);
    if (replaced !== undefined) missing.delete(replaced);
    faults.push({ fault: replaced === undefined ? 'inserted' : 'changed', eventId: id });
  }
  return [
    ...faults,
    ...[...missing].map((place) => ({ fault: 'removed' as const, position: place + 1 })),
  ];
}

/** The longest part of the list whose places rise: the events that were not moved. */
function longestRise<T extends { place: number }>(events: readonly T[]): Set<T> {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, { place }] of events.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[tails[middle] as number] as T).place < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (tails[low - 1] as number);
    tails[low] = index;
  }
  const rise: T[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] as number) {
    rise.push(events[index] as T);
  }
  return new Set(rise.reverse());
}
