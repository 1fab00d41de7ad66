import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { AuditRecord } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { LeakAction } from '../../platform/config/values/leak-action.js';
import { ChildTokensRepository } from '../children/child-tokens.repository.js';
import { TokenPausing } from '../pausing/token-pausing.js';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import { describeToken, TokenEvents } from '../token-events.js';
import { LeakedValuesRepository } from './leaked-values.repository.js';
import type { LeakedChild, LeakedSecret, LeakedValue } from './leaked-values.repository.js';
import type { LeakReport } from './leak-report.entity.js';

const REASON = 'leaked';

/** What happened to a value, as the audit trail and the event say it. */
interface Outcome {
  source: string | null;
  url: string | null;
  /** `null` if the value was not live. */
  action: LeakAction | null;
}

/** Does with leaked tokens what is configured. Each value counts once, however often it is reported. */
@Injectable()
export class LeakedTokensService {
  private readonly logger = new Logger(LeakedTokensService.name);

  constructor(
    private readonly values: LeakedValuesRepository,
    private readonly children: ChildTokensRepository,
    private readonly pausing: TokenPausing,
    private readonly revocation: RevocationRepository,
    private readonly audit: AuditRepository,
    private readonly events: TokenEvents,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async handle(manager: EntityManager, report: LeakReport): Promise<void> {
    const digests = report.leaks.map(({ digest }) => digest);
    const now = this.clock.now();
    await this.values.lockTokens(manager, digests);
    for (const secret of await this.values.markSecrets(manager, digests, now)) {
      await this.handleSecret(manager, report, secret, now);
    }
    for (const child of await this.values.markChildren(manager, digests, now)) {
      await this.handleChild(manager, report, child, now);
    }
  }

  private async handleSecret(
    manager: EntityManager,
    report: LeakReport,
    { version, ...leaked }: LeakedSecret,
    now: Date,
  ): Promise<void> {
    const { token, live } = leaked;
    const outcome = this.outcomeOf(report, leaked);
    await this.record(manager, report, 'token', token.id, now, { version, ...outcome });
    if (!live) return;
    const details = { secretVersion: version, ...outcome };
    await this.events.publish(manager, describeToken('token.leaked', token, now, details));
    if (outcome.action !== null) await this.end(manager, report, token.id, outcome.action, now);
    this.logger.warn(
      { tokenId: token.id, version, action: outcome.action },
      'Somebody reported a token as leaked.',
    );
  }

  private async handleChild(
    manager: EntityManager,
    report: LeakReport,
    { id, ...leaked }: LeakedChild,
    now: Date,
  ): Promise<void> {
    const outcome = this.outcomeOf(report, leaked);
    await this.record(manager, report, 'child', id, now, { parentId: leaked.token.id, ...outcome });
    if (!leaked.live) return;
    const details = { childId: id, ...outcome };
    await this.events.publish(manager, describeToken('token.leaked', leaked.token, now, details));
    if (outcome.action !== 'alert' && (await this.children.revoke(manager, id, now))) {
      await this.audit.record(manager, {
        ...recordOf(report, 'child', id, now),
        action: 'child.revoked',
        reason: REASON,
      });
    }
    this.logger.warn(
      { childId: id, action: outcome.action },
      'Somebody reported a child token as leaked.',
    );
  }

  private async end(
    manager: EntityManager,
    report: LeakReport,
    tokenId: string,
    action: LeakAction,
    at: Date,
  ): Promise<void> {
    const record = { ...recordOf(report, 'token', tokenId, at), reason: REASON };
    if (action === 'pause') {
      const pause = { cause: 'leak', reason: REASON, at } as const;
      const paused = await this.pausing.pause(manager, [tokenId], pause);
      if (paused.length > 0) {
        await this.audit.record(manager, { ...record, action: 'token.paused' });
      }
    }
    if (action === 'revoke') {
      const revoked = await this.revocation.revokeTokens(manager, { tokenId }, REASON, at);
      if (revoked.length > 0) {
        await this.audit.record(manager, { ...record, action: 'token.revoked' });
      }
    }
  }

  private outcomeOf({ source, leaks }: LeakReport, { digest, live }: LeakedValue): Outcome {
    const url = leaks.find((leak) => leak.digest === digest)?.url ?? null;
    return { source, url, action: live ? this.config.leakAction : null };
  }

  private record(
    manager: EntityManager,
    report: LeakReport,
    subjectType: 'token' | 'child',
    id: string,
    now: Date,
    details: object,
  ): Promise<void> {
    return this.audit.record(manager, {
      ...recordOf(report, subjectType, id, now),
      action: `${subjectType}.leaked`,
      details,
    });
  }
}

function recordOf(
  { address }: LeakReport,
  subjectType: string,
  subjectId: string,
  at: Date,
): Omit<AuditRecord, 'action'> {
  return { at, actor: null, credentialId: null, address, subjectType, subjectId };
}
