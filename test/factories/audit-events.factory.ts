import { AuditRepository } from '../../src/audit/audit.repository.js';
import type { AuditRecord } from '../../src/audit/audit.repository.js';
import type { TestApp } from '../support/test-app.js';

type Columns = Partial<AuditRecord>;

/** Records an event of the service itself. @returns its id */
export async function createAuditEvent(app: TestApp, columns: Columns): Promise<{ id: string }> {
  const record = {
    at: app.clock.now(),
    action: 'token.updated',
    actor: null,
    credentialId: null,
    address: null,
    subjectType: 'token',
    subjectId: 'unknown',
    ...columns,
  };
  const { manager } = app.dataSource;
  await manager.transaction((within) => app.nest.get(AuditRepository).record(within, record));
  const [event] = await manager.query<{ id: string }[]>(
    'SELECT id FROM audit_events WHERE subject_id = $1 ORDER BY id DESC LIMIT 1',
    [record.subjectId],
  );
  if (event === undefined) throw new Error('The event was not recorded.');
  return event;
}
