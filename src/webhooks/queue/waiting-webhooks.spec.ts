import { describe, expect, it } from '@jest/globals';
import { WaitingWebhooks } from './waiting-webhooks.js';

describe('waiting webhooks', () => {
  const take = (waiting: WaitingWebhooks, refused: string[] = []) =>
    waiting.next(({ webhookId }) => (refused.includes(webhookId) ? null : webhookId))?.[1];

  it('get their places by turns of their owners, not first come', () => {
    const waiting = new WaitingWebhooks();
    for (const webhookId of ['a1', 'a2', 'a3']) waiting.add({ webhookId, ownerId: 'a' });
    waiting.add({ webhookId: 'b1', ownerId: 'b' });
    expect([1, 2, 3, 4, 5].map(() => take(waiting))).toEqual(['a1', 'b1', 'a2', 'a3', undefined]);
  });

  it('do not wait behind one that gets no place', () => {
    const waiting = new WaitingWebhooks();
    for (const webhookId of ['a1', 'a2']) waiting.add({ webhookId, ownerId: 'a' });
    expect(take(waiting, ['a1'])).toBe('a2');
    expect(take(waiting)).toBe('a1');
  });
});
