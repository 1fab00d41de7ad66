import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import {
  headHash,
  signedBytes,
  signedEvent,
} from '../../../clients/typescript/src/audit/audit-head.js';
import { leafHash, merkleRoot, toHex } from '../../../clients/typescript/src/audit/merkle-tree.js';
import { takeTurn } from '../../platform/database/advisory-locks.js';
import type { AuditEvent } from '../audit-event.entity.js';
import { plainAuditEvent } from '../events/audit-event.assembler.js';
import { AuditLog } from '../sink/audit-log.js';
import { toHead } from './audit-head.assembler.js';
import { AuditChainRepository } from './audit-chain.repository.js';
import type { AuditHeadRow } from './audit-head.entity.js';
import { HeadSigner } from './head-signer.js';

/** Bounds the memory that a batch takes, and the size of a line of an export. */
const MAX_BATCH = 1_000;

/**
 * Signs the events that no head covers. An event that commits late is not lost: it belongs to the
 * first batch that begins after its commit.
 */
@Injectable()
export class AuditChainService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly chain: AuditChainRepository,
    private readonly signer: HeadSigner,
    private readonly log: AuditLog,
  ) {}

  /** Instances take turns. @returns the number of events, 0 if all are signed */
  async closeBatch(): Promise<number> {
    const signed = await this.dataSource.transaction(async (manager) => {
      await takeTurn(manager, 'auditChain');
      const events = await this.chain.findPending(manager, MAX_BATCH);
      return events.length === 0 ? null : this.sign(manager, events);
    });
    if (signed === null) return 0;
    this.log.write(signed.head, signed.events, signed.leaves);
    return signed.events.length;
  }

  /** Signs everything that is committed now. */
  async closeAll(): Promise<void> {
    while ((await this.closeBatch()) === MAX_BATCH);
  }

  private async sign(manager: EntityManager, events: AuditEvent[]) {
    const hashes = await Promise.all(
      events.map((event) => leafHash(signedEvent({ ...plainAuditEvent(event) }))),
    );
    const head = await this.nextHead(manager, events, toHex(await merkleRoot(hashes)));
    const leaves = events.map(({ id }, index) => ({
      eventId: id,
      hash: Buffer.from(hashes[index] ?? []),
    }));
    const { publicJwk, ...row } = head;
    await this.chain.insert(manager, row, leaves, publicJwk);
    return { head: row, events, leaves: hashes.map(toHex) };
  }

  private async nextHead(manager: EntityManager, events: AuditEvent[], root: string) {
    const last = await this.chain.findLast(manager);
    const { publicJwk, sign } = await this.signer.signature();
    const times = events.map(({ at }) => at.getTime());
    const row: AuditHeadRow = {
      sequence: String(Number(last?.sequence ?? 0) + 1),
      root,
      previous: last === null ? null : await headHash(toHead(last)),
      fromAt: new Date(Math.min(...times)),
      toAt: new Date(Math.max(...times)),
      count: events.length,
      kid: publicJwk.kid,
      signature: '',
      cutAt: null,
    };
    const signature = sign(signedBytes(toHead(row))).toString('base64url');
    return { ...row, signature, publicJwk };
  }
}
