import type { AuditHead } from '../../../clients/typescript/src/audit/audit-head.js';
import { link, paths } from '../../api/hal/links.js';
import type { AuditHeadRow } from './audit-head.entity.js';
import type { AuditHeadResource } from './dto/audit-head.resource.js';

export function assembleAuditHead(row: AuditHeadRow): AuditHeadResource {
  return { ...toHead(row), _links: { 'inf:audit-keys': link(paths.auditKeys()) } };
}

/** The head as it is signed and exported. */
export function toHead(row: AuditHeadRow): AuditHead {
  return {
    sequence: Number(row.sequence),
    root: row.root,
    previous: row.previous,
    from: row.fromAt.toISOString(),
    to: row.toAt.toISOString(),
    count: row.count,
    signature: row.signature,
    kid: row.kid,
  };
}
