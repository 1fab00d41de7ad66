import { Injectable } from '@nestjs/common';
import type { Principal } from '../../admission/principal.js';
import { StreamReauthorization } from '../../admission/reauthorization/stream-reauthorization.js';
import { ForbiddenError } from '../../platform/errors/domain-error.js';
import type { AuditScope } from '../events/audit-events.repository.js';
import { AuditReadingService } from '../events/audit-reading.service.js';

/** Checks the rights of a reader again while an export runs, which may take hours. */
@Injectable()
export class ReaderRights {
  constructor(
    private readonly reauthorization: StreamReauthorization,
    private readonly reading: AuditReadingService,
  ) {}

  /**
   * @param scope what the reader could read when the export began
   * @throws InvalidTokenError, ForbiddenError if the reader may read less now
   */
  async requireKept(principal: Principal, scope: AuditScope): Promise<void> {
    const refusal = await this.reauthorization.findRefusal(principal);
    if (refusal !== null) throw refusal;
    if (!covers(await this.reading.scopeOf(principal), scope)) {
      throw new ForbiddenError('Your rights have just changed.');
    }
  }
}

function covers(now: AuditScope, before: AuditScope): boolean {
  if (now === null || before === null) return now === null;
  const { owners, teams } = now;
  return (
    before.owners.every((owner) => owners.includes(owner)) &&
    before.teams.every((team) => teams.includes(team))
  );
}
