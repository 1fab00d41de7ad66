import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeliveryPlaces } from './delivery-places.js';
import type { DeliveryPlace } from './delivery-place.js';

const SLOW_MS = 1_500;

describe('the places of an instance', () => {
  let places: DeliveryPlaces;

  beforeEach(() => {
    jest.useFakeTimers();
    places = new DeliveryPlaces();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  /** Takes places for new webhooks of the owner until there are no more. */
  function takeAll(ownerId: string, names = ownerId): DeliveryPlace[] {
    const taken: DeliveryPlace[] = [];
    for (;;) {
      const webhookId = `${names}-${taken.length}`;
      const place = places.take({ webhookId, ownerId });
      if (place === null) return taken;
      taken.push(place);
    }
  }

  const hang = (place: DeliveryPlace) => {
    void place.during(() => new Promise(() => undefined));
  };

  it('are never all taken by one owner', () => {
    expect(takeAll('greedy').length).toBeGreaterThan(1);
    for (const owner of ['a', 'b', 'c', 'd']) expect(takeAll(owner).length).toBeGreaterThan(0);
  });

  it('are free again when they are given back', () => {
    const before = takeAll('owner');
    for (const place of before) place.giveBack();
    expect(places.taken).toEqual({ quick: 0, slow: 0 });
    expect(takeAll('owner')).toHaveLength(before.length);
  });

  it('are quick places only for as long as the receiver is not slow', () => {
    const freed = jest.fn();
    places.whenFreed(freed);
    const hanging = takeAll('tarpit');
    hanging.forEach(hang);
    jest.advanceTimersByTime(SLOW_MS);
    expect(places.taken).toEqual({ quick: 0, slow: hanging.length });
    expect(freed).toHaveBeenCalledTimes(hanging.length);
    for (const place of hanging) place.giveBack();
    expect(places.taken).toEqual({ quick: 0, slow: 0 });
  });

  it('are slow places for a receiver that was slow', () => {
    const webhook = { webhookId: 'webhook', ownerId: 'owner' };
    const first = places.take(webhook);
    if (first === null) throw new Error('All places are free.');
    hang(first);
    jest.advanceTimersByTime(SLOW_MS);
    first.giveBack();
    const again = places.take(webhook);
    expect(again).not.toBeNull();
    expect(places.taken).toEqual({ quick: 0, slow: 1 });
  });

  it('always include one for a slow receiver of an owner that has none', () => {
    const webhook = { webhookId: 'webhook', ownerId: 'victim' };
    const first = places.take(webhook);
    if (first === null) throw new Error('All places are free.');
    hang(first);
    jest.advanceTimersByTime(SLOW_MS);
    first.giveBack();
    while (places.taken.slow < 60) {
      takeAll('greedy', `greedy-${places.taken.slow}`).forEach(hang);
      jest.advanceTimersByTime(SLOW_MS);
    }
    expect(places.take(webhook)).not.toBeNull();
    expect(places.take(webhook)).toBeNull();
  });

  it('are quick places again after a quick answer', async () => {
    const webhook = { webhookId: 'webhook', ownerId: 'owner' };
    const first = places.take(webhook);
    if (first === null) throw new Error('All places are free.');
    hang(first);
    jest.advanceTimersByTime(SLOW_MS);
    await first.during(() => Promise.resolve());
    first.giveBack();
    places.take(webhook);
    expect(places.taken).toEqual({ quick: 1, slow: 0 });
  });
});
