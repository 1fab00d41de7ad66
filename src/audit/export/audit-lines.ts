import type { AuditEvent } from '../audit-event.entity.js';
import { toHead } from '../chain/audit-head.assembler.js';
import type { AuditHeadRow } from '../chain/audit-head.entity.js';
import type { AuditPublicJwk } from '../chain/head-signer.js';
import { plainAuditEvent } from '../events/audit-event.assembler.js';

// The lines of exports, of the sink and of the log. `verifyAuditExport` of the SDK reads them.

export function eventLine(event: AuditEvent): string {
  return line({ type: 'event', event: plainAuditEvent(event) });
}

/** @param leaves undefined if retention has deleted the events */
export function headLine(head: AuditHeadRow, leaves?: string[]): string {
  return line({ type: 'head', head: toHead(head), leaves });
}

export function keyLine(key: AuditPublicJwk): string {
  return line({ type: 'key', key });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
