import type { EntityManager } from 'typeorm';
import { queryPrepared } from './prepared.js';

// Any numbers will do, as long as they differ.
const TURNS = {
  seats: 7_410_001,
  firstAdmin: 7_410_002,
  signingKeys: 7_410_010,
  dpopNonceKey: 7_410_020,
  auditChain: 7_410_040,
  auditRetention: 7_410_041,
} as const;

/** Held by the connection, not by a transaction. */
export const MIGRATIONS_LOCK = 7_410_003;

/** Waits for the lock and holds it until the transaction of `manager` ends. */
export async function takeTurn(manager: EntityManager, turn: keyof typeof TURNS): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [TURNS[turn]]);
}

/** The first of two numbers. The SQL function `deriver_facts` uses it too. */
const USERS = 7_410_004; // 7_410_005 belongs to the triggers that keep token_counts.

const SHARE_USER = {
  name: 'share-user',
  text: 'SELECT pg_advisory_xact_lock_shared($1, hashtext($2))',
};

/** Takes a shared lock on the user until the transaction ends. Waiters are served in order. */
export async function shareUser(manager: EntityManager, userId: string): Promise<void> {
  await queryPrepared(manager, SHARE_USER, [USERS, userId]);
}

/** Takes an exclusive lock on the user until the transaction ends. */
export async function lockUser(manager: EntityManager, userId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [USERS, userId]);
}

/** The first number for locks on the owners of assistants. */
export const OWNERS = 7_410_006;

/** Takes an exclusive lock on the owner until the transaction ends. */
export async function lockOwner(manager: EntityManager, ownerId: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [OWNERS, ownerId]);
}

/** The first number for locks on what is left of a quota. */
const QUOTAS = 7_410_030;

const SHARE_QUOTA = {
  name: 'share-quota',
  text: 'SELECT pg_advisory_xact_lock_shared($1, hashtext($2))',
};

/** Keeps others from taking turns until the transaction ends. */
export async function shareQuota(
  manager: EntityManager,
  quota: string,
  subject: string,
): Promise<void> {
  await queryPrepared(manager, SHARE_QUOTA, [QUOTAS, `${quota}:${subject}`]);
}

/** Waits for its turn, and keeps it until the transaction ends. */
export async function lockQuota(
  manager: EntityManager,
  quota: string,
  subject: string,
): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [
    QUOTAS,
    `${quota}:${subject}`,
  ]);
}
