import { expect } from '@jest/globals';
import type { Answer } from './api.js';

interface Stand {
  policy: string;
  limit: number;
  left: number;
}

/** Expects a response with this limit and the remaining quota. */
export function expectStand({ headers }: Answer, { policy, limit, left }: Stand): void {
  expect(headers.get('RateLimit-Policy')).toBe(`"${policy}";q=${limit};w=60`);
  const [, remaining, reset] =
    new RegExp(`^"${policy}";r=(\\d+);t=(\\d+)$`).exec(headers.get('RateLimit') ?? '') ?? [];
  expect(remaining).toBe(String(left));
  expect(Number(reset)).toBeGreaterThan(0);
  expect(Number(reset)).toBeLessThanOrEqual(60);
}

/** Expects a refusal with `Retry-After`. */
export function expectLimited(answer: Answer, { policy, limit }: Omit<Stand, 'left'>): void {
  expect([answer.status, answer.body.code]).toEqual([429, 'too_many_requests']);
  expectStand(answer, { policy, limit, left: 0 });
  expect(answer.headers.get('RateLimit')).toMatch(
    new RegExp(`;t=${answer.headers.get('Retry-After') ?? 'none'}$`),
  );
}

export function expectUnmetered({ headers }: Answer): void {
  expect(headers.get('RateLimit')).toBeNull();
  expect(headers.get('RateLimit-Policy')).toBeNull();
  expect(headers.get('Retry-After')).toBeNull();
}

/** Sends requests at once. @returns the number of responses by status */
export async function countStatuses(
  times: number,
  request: (index: number) => Promise<Answer>,
): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => request(index)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
