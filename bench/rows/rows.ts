import { batchIntrospection } from './batch-introspection.js';
import { cachedToken } from './cached-token.js';
import { children } from './children.js';
import { creation } from './creation.js';
import { firstSight } from './first-sight.js';
import { inventory } from './inventory.js';
import { introspection } from './introspection.js';
import { invalidFlood } from './invalid-flood.js';
import { largeAssistant } from './large-assistant.js';
import { memory } from './memory.js';
import { migration } from './migration.js';
import { ordinaryReads } from './ordinary-reads.js';
import { peers } from './peers.js';
import { proofOfPossession } from './proof-of-possession.js';
import { revocationLag } from './revocation-lag.js';
import type { Row } from './row.js';
import { scale } from './scale.js';
import { steps } from './steps/steps.js';
import { tarpits } from './webhook-tarpits.js';
import { webhooks } from './webhooks.js';

/** In the order of the table. */
const TABLE: Row[] = [
  cachedToken,
  introspection,
  batchIntrospection,
  firstSight,
  proofOfPossession,
  ordinaryReads,
  largeAssistant,
  memory,
  invalidFlood,
  creation,
  revocationLag,
  webhooks,
  tarpits,
  peers,
  steps,
];

/** Takes many minutes and gigabytes, so only when it is asked for. */
const ON_DEMAND: Row[] = [scale, children, inventory, migration];

/** @throws TypeError for a name that no row has */
export function chooseRows(names: string[]): Row[] {
  if (names.length === 0) return TABLE;
  const all = [...TABLE, ...ON_DEMAND];
  const unknown = names.find((name) => all.every((row) => row.name !== name));
  if (unknown === undefined) return all.filter(({ name }) => names.includes(name));
  const known = all.map(({ name }) => name).join(', ');
  throw new TypeError(`There is no row ${unknown}; there are ${known}.`);
}
