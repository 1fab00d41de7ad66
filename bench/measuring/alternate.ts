import type { Duration, Measurement, Subject } from './measure.js';

const WARM_UP_MS = 1_500;

interface Rounds extends Duration {
  rounds: number;
}

/**
 * Measures one subject after the other, over and over: what the machine does in between, as one
 * whose clock changes with its neighbours', happens to all of them.
 *
 * @returns the measurements of each subject, by round
 */
export async function alternate<Name extends string>(
  subjects: Record<Name, Subject>,
  { rounds, ...duration }: Rounds,
): Promise<Record<Name, Measurement[]>> {
  const entries = Object.entries<Subject>(subjects) as [Name, Subject][];
  const measured = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<
    Name,
    Measurement[]
  >;
  for (const [, measure] of entries) await measure({ ...duration, milliseconds: WARM_UP_MS });
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of entries) measured[name].push(await measure(duration));
  }
  return measured;
}
