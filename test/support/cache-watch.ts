import { isDeepStrictEqual } from 'node:util';
import { PrincipalCache } from '../../src/admission/cache/principal-cache.js';
import type { TaggedCache } from '../../src/admission/cache/tagged-cache.js';
import {
  childResolution,
  endOf,
  principalIn,
  sessionResolution,
  tokenResolution,
} from '../../src/admission/resolution/credential-resolution.js';
import type { Resolution } from '../../src/admission/resolution/credential-resolution.js';
import { CredentialsRepository } from '../../src/admission/resolution/credentials.repository.js';
import { digestOfKey } from '../../src/admission/credentials/secret.js';
import { InvalidationFeed } from '../../src/admission/cache/invalidation/invalidation-feed.js';
import type { TestApp } from './test-app.js';

interface Opened {
  principals: TaggedCache<Resolution>;
  refusals: TaggedCache<Resolution>;
}

/**
 * Lists cached principals that differ from the database: a write changed a principal and announced
 * nothing.
 */
export async function findStale(app: TestApp): Promise<string[]> {
  const feed = app.nest.get(InvalidationFeed);
  await feed.caughtUp();
  if (!feed.isCurrent) return [];
  const { principals, refusals } = app.nest.get<unknown>(PrincipalCache) as Opened;
  const stale: string[] = [];
  for (const [digest, kept] of [...principals.entries(), ...refusals.entries()]) {
    const now = app.clock.now();
    if (endOf(kept) <= now.getTime()) continue;
    const remembered = principalIn(kept);
    const principal = principalIn(await resolveAnew(app, digest, now));
    if (!isDeepStrictEqual(principal, remembered)) {
      stale.push(`${JSON.stringify(remembered)} is now ${JSON.stringify(principal)}`);
    }
  }
  return stale;
}

async function resolveAnew(app: TestApp, digest: string, now: Date): Promise<Resolution> {
  const credentials = app.nest.get(CredentialsRepository);
  const bytes = digestOfKey(digest);
  const session = await credentials.findSession(bytes);
  if (session !== null) return sessionResolution(session, now);
  const child = await credentials.findChild(bytes);
  if (child !== null) return childResolution(child, now);
  return tokenResolution(await credentials.findToken(bytes), now);
}
