import { Injectable, Logger } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import type {
  RetiredSecret,
  RetiredSecretPresented,
} from '../../admission/resolution/retired-secret-presented.js';
import { describeToken, TokenEvents } from '../token-events.js';
import { TokensRepository } from '../tokens.repository.js';

/** Records reuse at most this often, so that replaying a secret cannot fill the table. */
const RECORD_INTERVAL_MS = 60_000;

/** Handles reuse: somebody presented a secret that was replaced, and so may be stolen. */
@Injectable()
export class TokenReuseService implements RetiredSecretPresented {
  private readonly logger = new Logger(TokenReuseService.name);

  constructor(
    private readonly tokens: TokensRepository,
    private readonly revocation: RevocationRepository,
    private readonly audit: AuditRepository,
    private readonly events: TokenEvents,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  async report({ tokenId, version, address }: RetiredSecret): Promise<void> {
    const now = this.clock.now();
    const recorded = await this.transaction.run(async (manager) => {
      const since = new Date(now.getTime() - RECORD_INTERVAL_MS);
      const onReuse = await this.tokens.markReused(manager, tokenId, now, since);
      if (onReuse === null) return null;
      const record = {
        at: now,
        actor: null,
        credentialId: tokenId,
        address,
        subjectType: 'token',
        subjectId: tokenId,
      };
      const use = { ...record, action: 'token.reused', details: { version, onReuse } };
      await this.audit.record(manager, use);
      const token = await this.tokens.find(tokenId, manager);
      if (token !== null) {
        const details = { secretVersion: version, address, onReuse };
        await this.events.publish(manager, describeToken('token.reused', token, now, details));
      }
      if (onReuse === 'revoke') {
        const reason = 'reused';
        const revoked = await this.revocation.revokeTokens(manager, { tokenId }, reason, now);
        await this.audit.record(
          manager,
          revoked.map(() => ({ ...record, action: 'token.revoked', reason })),
        );
      }
      return onReuse;
    });
    if (recorded !== null) {
      this.logger.warn(
        { tokenId, version, address, onReuse: recorded },
        'Somebody presented a retired secret.',
      );
    }
  }
}
