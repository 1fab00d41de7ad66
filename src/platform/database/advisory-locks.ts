import type { EntityManager } from 'typeorm';

// The numbers must differ from one another, nothing more.
const TURNS = {
  seats: 7_410_001,
  firstAdmin: 7_410_002,
  signingKeys: 7_410_010,
  dpopNonceKey: 7_410_020,
} as const;

/** Held by a connection, not by a transaction. */
export const MIGRATIONS_LOCK = 7_410_003;

/** Waits its turn, which ends with the transaction of `manager`. */
export async function takeTurn(manager: EntityManager, turn: keyof typeof TURNS): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [TURNS[turn]]);
}

/** The first of two numbers: a space of its own. `issuer_facts` of the migrations names it too. */
const USERS = 7_410_004; // 7_410_005 belongs to the triggers that keep token_counts.

/** Until the transaction ends; with whoever shares it too. Those who wait get their turn in order. */
export async function shareUser(manager: EntityManager, userId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock_shared($1, hashtext($2))', [USERS, userId]);
}

/** Until the transaction ends; alone. */
export async function lockUser(manager: EntityManager, userId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [USERS, userId]);
}
