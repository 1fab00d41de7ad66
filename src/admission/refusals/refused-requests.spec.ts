import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids/id.js';
import { Clock } from '../../platform/clock/clock.js';
import { FailedWrites } from '../../platform/database/failed-writes.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import type { RefusedRequest } from './refused-request.js';
import { RefusedRequests } from './refused-requests.js';
import type { RefusedRequestsRepository } from './refused-requests.repository.js';

const LOST = Object.assign(new Error('The connection failed.'), { code: 'ECONNREFUSED' });
const MINUTE_MS = 60_000;

class MovableClock extends Clock {
  time = 0;

  override now(): Date {
    return new Date(this.time);
  }
}

describe('RefusedRequests', () => {
  let error: Error | null;
  let written: string[];
  let counters: Map<string, () => unknown>;
  let clock: MovableClock;
  let refused: RefusedRequests;

  beforeEach(() => {
    error = null;
    written = [];
    counters = new Map();
    clock = new MovableClock();
    const repository = {
      add: (batch: readonly RefusedRequest[]) => {
        if (error !== null) return Promise.reject(error);
        written.push(...batch.map(({ requestId }) => requestId));
        return Promise.resolve();
      },
      find: () => Promise.resolve(null),
    };
    const metrics = {
      counter: (name: string, _help: string, read: () => unknown) => counters.set(name, read),
    };
    refused = new RefusedRequests(
      repository as unknown as RefusedRequestsRepository,
      new FailedWrites(),
      clock,
      metrics as unknown as Metrics,
    );
  });

  const note = (requestId = newId(), credentialId = newId()): string => {
    refused.note(credentialId, (at) => ({
      requestId,
      at,
      credentialId,
      isSession: false,
      userId: newId(),
      method: 'GET',
      path: '/api/tokens',
      address: '192.0.2.7',
      originHost: null,
      outcomes: [],
    }));
    return requestId;
  };
  const dropped = () => counters.get('refused_requests_dropped_total')?.();
  const kept = () => counters.get('refused_requests_kept_total')?.();

  it('writes what it has noted once, in batches', async () => {
    const ids = Array.from({ length: 510 }, () => note());
    await refused.flush();
    await refused.flush();
    expect(written).toEqual(ids);
    expect([kept(), dropped()]).toEqual([510, 0]);
  });

  it('finds what is not written yet, for an hour', async () => {
    error = LOST;
    const id = note();
    await refused.flush();
    expect((await refused.find(id))?.requestId).toBe(id);
    clock.time += 60 * MINUTE_MS;
    expect(await refused.find(id)).toBeNull();
  });

  it('keeps a bounded number while the database is not available, and writes it afterwards', async () => {
    error = LOST;
    for (let minute = 0; minute < 10; minute++) {
      clock.time += MINUTE_MS;
      for (let count = 0; count < 400; count++) note();
    }
    await refused.flush();
    expect([kept(), dropped(), written]).toEqual([2_000, 2_000, []]);
    error = null;
    await refused.flush();
    expect(written).toHaveLength(2_000);
  });

  it('drops a batch that the database will never accept', async () => {
    error = new Error('The row is not valid.');
    note();
    await refused.flush();
    error = null;
    const id = note();
    await refused.flush();
    expect(written).toEqual([id]);
    expect(dropped()).toBe(1);
  });

  it('drops what is too much for a minute, and what comes after the stop', async () => {
    const credentialId = newId();
    for (let count = 0; count < 40; count++) note(newId(), credentialId);
    expect([kept(), dropped()]).toEqual([30, 10]);
    for (let count = 0; count < 600; count++) note();
    expect([kept(), dropped()]).toEqual([600, 40]);
    clock.time += MINUTE_MS;
    await refused.beforeApplicationShutdown();
    note();
    expect([kept(), dropped(), written.length]).toEqual([600, 41, 600]);
  });
});
