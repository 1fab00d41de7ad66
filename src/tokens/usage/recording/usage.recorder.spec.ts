import { setImmediate } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Principal } from '../../../admission/principal.js';
import { Clock } from '../../../platform/clock/clock.js';
import { FailedWrites } from '../../../platform/database/failed-writes.js';
import type { CompletedRequest, RequestCompletion } from '../../../api/http/request-completion.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import type { UsageBatch } from './usage-batch.js';
import { UsageRecorder } from './usage.recorder.js';
import type { UsageRepository } from '../usage.repository.js';

const BATCH_SIZE = 20_000;
const MAX_PENDING = 100_000;

/** Fails on request, and keeps the batches it was given. */
class FailingRepository {
  failsAt: (attempt: number) => boolean = () => false;
  readonly tried: UsageBatch[] = [];
  readonly added: UsageBatch[] = [];

  add(batch: UsageBatch): Promise<void> {
    this.tried.push(batch);
    if (this.failsAt(this.tried.length)) return Promise.reject(new Error('It is away.'));
    this.added.push(batch);
    return Promise.resolve();
  }
}

function completed(credentialId: string, kind: Principal['kind'] = 'assistant'): CompletedRequest {
  const principal = { kind, credentialId, child: null };
  return { principal, statusCode: 200, at: new Date() } as CompletedRequest;
}

describe('UsageRecorder', () => {
  let repository: FailingRepository;
  let recorder: UsageRecorder;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    repository = new FailingRepository();
    recorder = new UsageRecorder(
      repository as unknown as UsageRepository,
      new Clock(),
      new FailedWrites(),
      { observe: () => undefined } as unknown as RequestCompletion,
      new Metrics(),
    );
  });

  function useTokens(count: number, name = 'token'): void {
    for (let n = 0; n < count; n++) recorder.completed(completed(`${name}-${n}`));
  }

  const acceptedIn = (batches: UsageBatch[]) =>
    batches.flatMap(({ counts }) => counts).reduce((sum, { accepted }) => sum + accepted, 0);

  it('does not count sessions and requests without a principal', async () => {
    recorder.completed(completed('a-session', 'session'));
    recorder.completed({ ...completed(''), principal: undefined });
    await recorder.flush();

    expect(recorder.pending).toBe(0);
    expect(repository.tried).toEqual([]);
  });

  it('repeats a batch that failed under its own id, before what was counted since', async () => {
    repository.failsAt = (attempt) => attempt <= 2;
    useTokens(1);
    await expect(recorder.flush()).rejects.toThrow('It is away.');
    useTokens(2);
    await expect(recorder.flush()).rejects.toThrow('It is away.');
    await recorder.flush();

    const [first, second, third, ...rest] = repository.tried.map(({ id }) => id);
    expect([second, third]).toEqual([first, first]);
    expect(rest).toHaveLength(1);
    expect(rest).not.toContain(first);
    expect(acceptedIn(repository.added)).toBe(3);
    expect(recorder).toMatchObject({ failedWrites: 2, lost: 0 });
  });

  it('writes many tokens in several batches, and repeats none that was written', async () => {
    useTokens(2 * BATCH_SIZE + 1);
    await recorder.flush();

    const sizes = repository.tried.map(({ counts }) => counts.length);
    expect(sizes).toEqual([BATCH_SIZE, BATCH_SIZE, 1]);
    expect(new Set(repository.added.map(({ id }) => id)).size).toBe(3);
    expect(recorder.pending).toBe(0);
  });

  it('continues with the batch that failed, not with those before it', async () => {
    repository.failsAt = (attempt) => attempt === 2;
    useTokens(2 * BATCH_SIZE);
    await recorder.flush();

    const [first, second, third] = repository.tried.map(({ id }) => id);
    expect(repository.tried).toHaveLength(3);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(acceptedIn(repository.added)).toBe(2 * BATCH_SIZE);
  });

  it('writes before the interval when many tokens are used', async () => {
    useTokens(BATCH_SIZE - 1);
    await setImmediate();
    expect(repository.tried).toEqual([]);

    useTokens(1, 'another');
    await setImmediate();

    expect(repository.tried.map(({ counts }) => counts.length)).toEqual([BATCH_SIZE]);
  });

  it('drops counts of new tokens, and counts the losses, when the memory is full', async () => {
    repository.failsAt = () => true;
    useTokens(MAX_PENDING + 1);
    await expect(recorder.flush()).rejects.toThrow('It is away.');
    useTokens(MAX_PENDING + 2, 'other');
    await expect(recorder.flush()).rejects.toThrow('It is away.');
    expect(recorder.pending).toBe(2 * MAX_PENDING);
    expect(recorder.lost).toBe(3);

    repository.failsAt = () => false;
    await recorder.flush();
    expect(acceptedIn(repository.added)).toBe(2 * MAX_PENDING);
    expect(recorder.pending).toBe(0);
  });
});
