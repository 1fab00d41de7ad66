import { Injectable } from '@nestjs/common';
import { digestOf, isWellFormedSecret, kindOf } from '../../admission/credentials/secret.js';
import type { CheckOutcome } from '../../admission/checks/evaluate.js';
import { explainRequest } from '../../admission/explanation/explain-request.js';
import type { Caller, Principal } from '../../admission/principal.js';
import { CredentialLimits } from '../../admission/rate-limits/credential-limits.js';
import {
  childResolution,
  principalIn,
  tokenResolution,
} from '../../admission/resolution/credential-resolution.js';
import type { Resolution } from '../../admission/resolution/credential-resolution.js';
import { CredentialsRepository } from '../../admission/resolution/credentials.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { publicPath } from '../../platform/config/public-url.js';
import { BudgetSpending } from '../spend/budgets/budget-spending.js';
import { payingTokenOf } from '../spend/calls/paying-token.js';
import { TokenOrChildService } from '../token-or-child/token-or-child.service.js';
import { TokenNotFoundError } from '../tokens.errors.js';
import { readAskedRequest } from './asked-request.js';
import type { AskedRequest } from './asked-request.js';
import type { ExplainTokenDto } from './dto/explain-token.dto.js';
import type { ExplainTokenValueDto } from './dto/explain-token-value.dto.js';

export interface Explanation {
  tokenId: string;
  /** The id for links to the token; `null` if the caller may not see it. */
  ref: string | null;
  request: AskedRequest;
  at: Date;
  outcomes: CheckOutcome[];
}

const NOTHING_COUNTED = { quota: null, usedUp: null };

/** Runs the checks for a request that nobody makes. Counts and changes nothing. */
@Injectable()
export class ExplanationService {
  private readonly publicPath: string;

  constructor(
    private readonly either: TokenOrChildService,
    private readonly credentials: CredentialsRepository,
    private readonly limits: CredentialLimits,
    private readonly spending: BudgetSpending,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.publicPath = publicPath(config);
  }

  /**
   * Explains a request with the current secret of a token.
   *
   * @throws TokenNotFoundError, ValidationError
   */
  async ofToken(caller: Caller, ref: string, dto: ExplainTokenDto): Promise<Explanation> {
    const request = readAskedRequest(dto, this.publicPath);
    const found = await this.either.find(caller.principal, ref);
    const at = dto.at ?? this.clock.now();
    const [tokenId, resolution] =
      'child' in found
        ? [found.child.id, await this.findChild(found.child.id, at)]
        : [found.token.id, await this.findToken(found.token.id, at)];
    return { ref, ...(await this.explain(tokenId, resolution, request, at)) };
  }

  /** @throws TokenNotFoundError, ValidationError */
  async ofValue(principal: Principal, dto: ExplainTokenValueDto): Promise<Explanation> {
    const request = readAskedRequest(dto, this.publicPath);
    const at = dto.at ?? this.clock.now();
    const found = await this.resolve(dto.value, at);
    if (found === null) throw new TokenNotFoundError();
    const { id, resolution } = found;
    const isVisible = (await this.either.findVisible(principal, id)) !== null;
    return { ref: isVisible ? id : null, ...(await this.explain(id, resolution, request, at)) };
  }

  private async explain(
    tokenId: string,
    resolution: Resolution,
    request: AskedRequest,
    at: Date,
  ): Promise<Omit<Explanation, 'ref'>> {
    const principal = principalIn(resolution);
    const counted = principal === null ? NOTHING_COUNTED : await this.count(principal, at);
    const facts = { ...request.facts, ...counted };
    return { tokenId, request, at, outcomes: explainRequest(resolution, request.policy, facts) };
  }

  /** What counts against the principal. Which assistant pays is known of an assistant token. */
  private async count(principal: Principal, at: Date) {
    const { userId, assistant } = principal;
    const payer = { tokenId: payingTokenOf(principal), assistantId: assistant?.id ?? null, userId };
    return {
      quota: await this.limits.forecast(principal),
      usedUp: await this.spending.findUsedUp(payer, at),
    };
  }

  private async findToken(id: string, at: Date): Promise<Resolution> {
    return tokenResolution(await this.credentials.findTokenById(id), at);
  }

  private async findChild(id: string, at: Date): Promise<Resolution> {
    return childResolution(await this.credentials.findChildById(id), at);
  }

  /** Unlike a request with the value, this does not count as its use or reuse. */
  private async resolve(
    value: string,
    at: Date,
  ): Promise<{ id: string; resolution: Resolution } | null> {
    if (!isWellFormedSecret(value)) return null;
    const digest = digestOf(value);
    switch (kindOf(value)) {
      case 's':
        return null;
      case 't': {
        const row = await this.credentials.findToken(digest);
        return row && { id: row.id, resolution: tokenResolution(row, at) };
      }
      case 'c': {
        const row = await this.credentials.findChild(digest);
        return row && { id: row.id, resolution: childResolution(row, at) };
      }
    }
  }
}
