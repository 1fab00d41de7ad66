import { beforeEach, describe, expect, it } from '@jest/globals';
import { DurationBuckets } from './duration-buckets.js';
import { Metrics } from './metrics.js';

describe('Metrics', () => {
  let metrics: Metrics;

  beforeEach(() => {
    metrics = new Metrics();
  });

  const lines = async () =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line !== '');

  it('reads a number only when the metrics are requested', async () => {
    const room = { waiting: 1, done: 0 };
    metrics.gauge('room_waiting', 'Those who wait.', () => room.waiting);
    metrics.counter('room_done_total', 'Those who are done.', () => room.done);
    room.waiting = 7;
    room.done = 3;

    expect(await lines()).toEqual([
      '# HELP room_waiting Those who wait.',
      '# TYPE room_waiting gauge',
      'room_waiting 7',
      '# HELP room_done_total Those who are done.',
      '# TYPE room_done_total counter',
      'room_done_total 3',
    ]);
  });

  it('has a line for each value of a label, and escapes it', async () => {
    metrics.gauge('room', 'A room.', () => [
      { labels: { state: 'idle' }, value: 1 },
      { labels: { state: 'a "b"\n\\c' }, value: 2 },
    ]);

    expect(await lines()).toEqual([
      '# HELP room A room.',
      '# TYPE room gauge',
      'room{state="idle"} 1',
      'room{state="a \\"b\\"\\n\\\\c"} 2',
    ]);
  });

  it('adds up the buckets of durations; a bound belongs to its bucket', async () => {
    const durations = new DurationBuckets();
    for (const seconds of [0, 0.0001, 0.00011, 0.5, 10, 11, 1e9]) durations.observe(seconds);
    metrics.durations('request_seconds', 'Requests.', () => [{ labels: { a: 'b' }, durations }]);

    const found = await lines();

    expect(found).toHaveLength(2 + 16 + 1 + 2);
    expect(found).toEqual(
      expect.arrayContaining([
        '# TYPE request_seconds histogram',
        'request_seconds_bucket{a="b",le="0.0001"} 2',
        'request_seconds_bucket{a="b",le="0.00025"} 3',
        'request_seconds_bucket{a="b",le="0.25"} 3',
        'request_seconds_bucket{a="b",le="0.5"} 4',
        'request_seconds_bucket{a="b",le="10"} 5',
        'request_seconds_bucket{a="b",le="+Inf"} 7',
        'request_seconds_count{a="b"} 7',
      ]),
    );
  });

  it('accepts a name only once', () => {
    metrics.gauge('room', 'A room.', () => 1);

    expect(() => {
      metrics.counter('room', 'Another room.', () => 1);
    }).toThrow('room');
  });
});
