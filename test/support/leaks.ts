import { eventually } from './service-process.js';
import type { TestApp } from './test-app.js';

/** Waits until the service has handled every report. */
export async function reportsHandled({ dataSource }: TestApp): Promise<void> {
  await eventually(async () => {
    const waiting = await dataSource.query<object[]>('SELECT FROM leak_reports');
    return waiting.length === 0;
  });
}

/** What the audit trail says about a token or child token since it was created. */
export function auditedLeaks({ dataSource }: TestApp, subjectId: string) {
  return dataSource.query<object[]>(
    `SELECT action, actor, address, reason, details FROM audit_events
     WHERE subject_id = $1 AND action <> 'token.created' ORDER BY id`,
    [subjectId],
  );
}
