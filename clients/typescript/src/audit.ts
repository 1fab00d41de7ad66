export { verifyAuditExport } from './audit/verify-audit-export.js';
export type {
  AuditFault,
  AuditVerification,
  AuditVerificationOptions,
} from './audit/verify-audit-export.js';
export type { AuditEvent, AuditHead } from './audit/audit-head.js';
export type { AuditKey } from './audit/export-line.js';
