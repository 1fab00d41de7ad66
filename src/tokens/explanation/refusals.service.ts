import { Injectable } from '@nestjs/common';
import type { Caller, Principal } from '../../admission/principal.js';
import type { RefusedRequest } from '../../admission/refusals/refused-request.js';
import { RefusedRequests } from '../../admission/refusals/refused-requests.js';
import { NotFoundError } from '../../platform/errors/domain-error.js';
import { isUuid } from '../../platform/ids/id.js';
import { TokenOrChildService } from '../token-or-child/token-or-child.service.js';

/** A refused request. `isVisible` tells whether the caller may read its token. */
export interface Refusal extends RefusedRequest {
  isVisible: boolean;
}

@Injectable()
export class RefusalsService {
  constructor(
    private readonly refused: RefusedRequests,
    private readonly either: TokenOrChildService,
  ) {}

  /**
   * Whoever may read the token sees its refusals; a user, those of own sessions; an admin, all.
   *
   * @throws NotFoundError also if the caller may not see it
   */
  async get({ principal }: Caller, requestId: string): Promise<Refusal> {
    const found = isUuid(requestId) ? await this.refused.find(requestId.toLowerCase()) : null;
    if (found === null) throw new NotFoundError('refusal');
    const isVisible = !found.isSession && (await this.maySeeToken(principal, found.credentialId));
    const isOwn = found.isSession && found.userId === principal.userId;
    if (!isVisible && !isOwn && principal.role !== 'admin') throw new NotFoundError('refusal');
    return { ...found, isVisible };
  }

  private async maySeeToken(principal: Principal, id: string): Promise<boolean> {
    return (await this.either.findVisible(principal, id)) !== null;
  }
}
