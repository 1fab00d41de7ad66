import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { effectivePolicies } from '../../src/tokens/policies/compliance/effective-policies.js';
import { ViolationsRepository } from '../../src/tokens/policies/compliance/violations.repository.js';
import { judgeToken } from '../../src/tokens/policies/judge-token.js';
import type { JudgedToken } from '../../src/tokens/policies/judge-token.js';
import { INSTANCE, scopeOfTeam } from '../../src/tokens/policies/policy.entity.js';
import { NO_RULES, PERSONAL_TOKENS, strictest } from '../../src/tokens/policies/policy-rules.js';
import { RESTRICT_KINDS } from '../../src/admission/credentials/token.types.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const DAY_MS = 86_400_000;
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });

/** A team cannot require another restriction than the instance. */
const rules = (restriction: 'cidr' | 'host') =>
  fc.record({
    expiryRequired: orNull(fc.boolean()),
    maxLifetimeDays: orNull(fc.integer({ min: 1, max: 5 })),
    restrictionRequired: orNull(fc.constant(restriction)),
    readOnlyOnly: orNull(fc.boolean()),
    personalTokens: orNull(fc.constantFrom(...PERSONAL_TOKENS)),
  });
const policies = fc
  .constantFrom(...RESTRICT_KINDS)
  .chain((restriction) => fc.tuple(rules(restriction), orNull(rules(restriction))));

const columns = fc.record({
  lifetimeMs: orNull(
    fc.oneof(
      fc.integer({ min: 1, max: 5 }).map((days) => days * DAY_MS),
      fc.integer({ min: 1, max: 5 }).map((days) => days * DAY_MS + 1),
    ),
  ),
  restrict: orNull(fc.constantFrom(...RESTRICT_KINDS)),
  readOnly: fc.boolean(),
  ownerIsAdmin: fc.boolean(),
  isPersonal: fc.boolean(),
});

/** The rules for new tokens are in TypeScript, and those for existing ones in SQL. */
describe('the judgement of existing tokens', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.close());

  it('is that of requests for the same token', async () => {
    const [admin, member] = [await createAdmin(app), await createUser(app)];
    const teamId = await createTeam(app);
    const assistant = await createAssistant(app, { ownerId: teamId });
    const judged: { id: string; token: JudgedToken }[] = [];
    for (const { lifetimeMs, ownerIsAdmin, isPersonal, ...settings } of fc.sample(columns, 150)) {
      const owner = ownerIsAdmin ? admin : member;
      const createdAt = app.clock.now();
      const expiresAt = lifetimeMs === null ? null : new Date(createdAt.getTime() + lifetimeMs);
      const { id } = await createToken(app, {
        owner,
        ...(!isPersonal && { assistant }),
        columns: { ...settings, createdAt, expiresAt },
      });
      const type = isPersonal ? 'personal' : 'assistant';
      const role = ownerIsAdmin ? 'admin' : 'member';
      judged.push({ id, token: { ...settings, type, role, createdAt, expiresAt } });
    }
    const ids = judged.map(({ id }) => id);
    const { manager } = app.dataSource;
    const judge = app.nest.get(ViolationsRepository);

    await fc.assert(
      fc.asyncProperty(policies, async ([ofInstance, ofTeam]) => {
        const updatedAt = app.clock.now();
        const stored = [
          { scope: INSTANCE, teamId: null, rules: ofInstance, updatedAt },
          ...(ofTeam === null
            ? []
            : [{ scope: scopeOfTeam(teamId), teamId, rules: ofTeam, updatedAt }]),
        ];
        const standard = { policies: effectivePolicies(stored), now: app.clock.now() };
        const verdicts = await judge.judge(manager, standard, ids);
        const bySql = new Map(verdicts.map(({ id, broken }) => [id, broken.toSorted()]));
        const forAll = { ...NO_RULES, ...ofInstance };
        const forTeam = strictest([forAll, { ...NO_RULES, ...ofTeam }]);

        for (const { id, token } of judged) {
          const violations = judgeToken(token.type === 'personal' ? forAll : forTeam, token);
          const broken = violations.map(({ rule }) => rule).toSorted();
          expect([token, bySql.get(id) ?? []]).toEqual([token, broken]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
