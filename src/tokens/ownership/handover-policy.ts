import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { judgeSettings } from '../policies/judge-token.js';
import type { Violation } from '../policies/judge-token.js';
import { PolicyEnforcement } from '../policies/policy-enforcement.js';
import type { Token } from '../token.entity.js';
import type { TokenOwner } from './issue-owner.js';

/** Judges assistant tokens by the policies that hold for their new owner. */
@Injectable()
export class HandoverPolicy {
  constructor(private readonly policies: PolicyEnforcement) {}

  /**
   * A token that breaks a rule already does not get worse by a transfer. Rules about the number of
   * tokens of an assistant are not judged, because a transfer does not change it. The policies stay as
   * they are until the transaction ends.
   *
   * @returns what each token would break and does not break now, by id; other tokens are missing
   */
  async findBroken(
    manager: EntityManager,
    tokens: Token[],
    { userId }: TokenOwner,
  ): Promise<ReadonlyMap<string, Violation[]>> {
    const before = tokens.map(affectedBy);
    const after = before.map((affected) => ({ ...affected, userId }));
    const rulesOf = await this.policies.rulesForAll(manager, [...before, ...after]);
    return new Map(
      tokens.flatMap((token): [string, Violation[]][] => {
        const affected = affectedBy(token);
        const broken = judgeSettings(rulesOf(affected), token).map(({ rule }) => rule);
        const worse = judgeSettings(rulesOf({ ...affected, userId }), token).filter(
          ({ rule }) => !broken.includes(rule),
        );
        return worse.length === 0 ? [] : [[token.id, worse]];
      }),
    );
  }
}

function affectedBy({ userId, assistant }: Token) {
  return { userId, assistantOwnerId: assistant?.ownerId ?? null };
}
