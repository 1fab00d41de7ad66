import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { AuditRecord } from '../../audit/audit.repository.js';
import { SessionsRepository } from '../../identity/sessions/sessions.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import type { LeakAction } from '../../platform/config/values/leak-action.js';
import { ChildTokensRepository } from '../children/child-tokens.repository.js';
import { TokenPausing } from '../pausing/token-pausing.js';
import { PolicyEnforcement } from '../policies/policy-enforcement.js';
import type { Affected } from '../policies/policy-enforcement.js';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import { describeToken, TokenEvents } from '../token-events.js';
import { LeakedValuesRepository } from './leaked-values.repository.js';
import type {
  LeakedChild,
  LeakedSecret,
  LeakedSession,
  LeakedValue,
} from './leaked-values.repository.js';
import type { LeakReport } from './leak-report.entity.js';

const REASON = 'leaked';

/** What happened to a value, as the audit trail and the event say it. */
interface Outcome {
  source: string | null;
  url: string | null;
  /** `null` if the value was not live. */
  action: LeakAction | null;
}

type ActionOf = (leaked: Affected) => LeakAction;

/**
 * Does with leaked tokens what their policies and the configuration say. Each value counts once,
 * however often it is reported.
 */
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
    private readonly policies: PolicyEnforcement,
    private readonly sessions: SessionsRepository,
    private readonly clock: Clock,
  ) {}

  async handle(manager: EntityManager, report: LeakReport): Promise<void> {
    const digests = report.leaks.map(({ digest }) => digest);
    const now = this.clock.now();
    await this.values.lockTokens(manager, digests);
    const secrets = await this.values.markSecrets(manager, digests, now);
    const children = await this.values.markChildren(manager, digests, now);
    const sessions = await this.values.markSessions(manager, digests, now);
    const leaked = [...secrets, ...children, ...sessions];
    if (leaked.length === 0) return;
    const actionOf = await this.policies.leakActionsFor(manager, leaked);
    for (const secret of secrets) {
      const outcome = outcomeOf(report, secret, actionOf);
      await this.handleSecret(manager, report, secret, outcome, now);
    }
    for (const child of children) {
      const outcome = outcomeOf(report, child, actionOf);
      await this.handleChild(manager, report, child, outcome, now);
    }
    for (const session of sessions) {
      const outcome = outcomeOf(report, session, actionOf);
      await this.handleSession(manager, report, session, outcome, now);
    }
  }

  private async handleSecret(
    manager: EntityManager,
    report: LeakReport,
    { version, token, live }: LeakedSecret,
    outcome: Outcome,
    now: Date,
  ): Promise<void> {
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
    { id, token, live }: LeakedChild,
    outcome: Outcome,
    now: Date,
  ): Promise<void> {
    await this.record(manager, report, 'child', id, now, { parentId: token.id, ...outcome });
    if (!live) return;
    const details = { childId: id, ...outcome };
    await this.events.publish(manager, describeToken('token.leaked', token, now, details));
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

  /** Sessions have no webhooks: their users are told by the audit trail. */
  private async handleSession(
    manager: EntityManager,
    report: LeakReport,
    { id, userId, username, live }: LeakedSession,
    outcome: Outcome,
    now: Date,
  ): Promise<void> {
    const record = {
      ...recordOf(report, 'session', id, now),
      subjectName: username,
      ownerId: userId,
    };
    await this.audit.record(manager, { ...record, action: 'session.leaked', details: outcome });
    if (!live) return;
    if (outcome.action !== 'alert') {
      await this.sessions.delete(id, manager);
      await this.audit.record(manager, { ...record, action: 'session.closed', reason: REASON });
    }
    this.logger.warn(
      { sessionId: id, action: outcome.action },
      'Somebody reported a session as leaked.',
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

function outcomeOf(
  { source, leaks }: LeakReport,
  leaked: Pick<LeakedValue, 'digest' | 'live'> & Affected,
  actionOf: ActionOf,
): Outcome {
  const url = leaks.find(({ digest }) => digest === leaked.digest)?.url ?? null;
  return { source, url, action: leaked.live ? actionOf(leaked) : null };
}

function recordOf(
  { address }: LeakReport,
  subjectType: string,
  subjectId: string,
  at: Date,
): Omit<AuditRecord, 'action'> {
  return { at, actor: null, credentialId: null, address, subjectType, subjectId };
}
