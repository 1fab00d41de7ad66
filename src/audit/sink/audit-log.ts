import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { LogDestination } from '../../platform/logging/log-destination.js';
import type { AuditEvent } from '../audit-event.entity.js';
import type { AuditHeadRow } from '../chain/audit-head.entity.js';
import { eventLine, headLine } from '../export/audit-lines.js';

/** Writes the trail to standard output with AUDIT_LOG=stdout, beside the lines of the log. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly config: Config,
    private readonly destination: LogDestination,
  ) {}

  /** Call it after the commit. */
  write(head: AuditHeadRow, events: AuditEvent[], leaves: string[]): void {
    if (this.config.auditLog === null) return;
    for (const event of events) this.destination.stream.write(eventLine(event));
    this.destination.stream.write(headLine(head, leaves));
  }
}
