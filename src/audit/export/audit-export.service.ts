import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { LineStream } from '../../api/lines/line-stream.js';
import { AuditChainRepository } from '../chain/audit-chain.repository.js';
import { AuditChainService } from '../chain/audit-chain.service.js';
import { AuditEventsRepository } from '../events/audit-events.repository.js';
import type { AuditEventFilter, AuditScope } from '../events/audit-events.repository.js';
import { ReadingRecords } from '../events/reading-records.js';
import { AuditBatches } from './audit-batches.js';
import { eventLine, keyLine } from './audit-lines.js';
import { ReaderRights } from './reader-rights.js';

const EVENTS_AT_ONCE = 500;

/**
 * Exports the trail in pieces, each with queries of its own, so that it holds no transaction. An
 * export breaks off when its reader loses rights.
 */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly events: AuditEventsRepository,
    private readonly chain: AuditChainRepository,
    private readonly signing: AuditChainService,
    private readonly batches: AuditBatches,
    private readonly records: ReadingRecords,
    private readonly rights: ReaderRights,
  ) {}

  /**
   * Everything with the signed heads, for those who may read everything and give no filter. Otherwise
   * the events only.
   *
   * @param afterHead the last head of the export before
   */
  async export(
    caller: Caller,
    filter: AuditEventFilter,
    scope: AuditScope,
    afterHead = 0,
  ): Promise<LineStream> {
    const isWhole = scope === null && Object.values(filter).every((value) => value === undefined);
    await this.records.noteExport(caller, isWhole ? { afterHead } : filter);
    const pieces = isWhole ? this.whole(afterHead) : this.filtered(filter, scope);
    return new LineStream(this.whileAllowed(caller, scope, pieces));
  }

  private async *whileAllowed(
    { principal }: Caller,
    scope: AuditScope,
    pieces: AsyncGenerator<string>,
  ): AsyncGenerator<string> {
    for await (const piece of pieces) {
      await this.rights.requireKept(principal, scope);
      yield piece;
    }
  }

  private async *whole(afterHead: number): AsyncGenerator<string> {
    await this.signing.closeAll();
    const last = await this.chain.findLast();
    yield (await this.chain.findKeys()).map(keyLine).join('');
    if (last !== null) yield* this.batches.between(String(afterHead), last.sequence);
  }

  private async *filtered(filter: AuditEventFilter, scope: AuditScope): AsyncGenerator<string> {
    let after: string | undefined;
    for (;;) {
      const events = await this.events.findOldest(filter, scope, after, EVENTS_AT_ONCE);
      if (events.length > 0) yield events.map(eventLine).join('');
      if (events.length < EVENTS_AT_ONCE) return;
      after = events.at(-1)?.id;
    }
  }
}
