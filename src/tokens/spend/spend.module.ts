import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ServiceAccountsModule } from '../../identity/service-accounts/service-accounts.module.js';
import { UsersModule } from '../../identity/users/users.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { BudgetSpending } from './budgets/budget-spending.js';
import { Budget } from './budgets/budget.entity.js';
import { BudgetsRepository } from './budgets/budgets.repository.js';
import { LostCallsSweeper } from './calls/lost-calls.sweeper.js';
import { ModelCall } from './calls/model-call.entity.js';
import { ModelCallsRepository } from './calls/model-calls.repository.js';
import { ModelSpend } from './calls/model-spend.js';
import { SpendOwners } from './owners/spend-owners.js';
import { Prices } from './prices.js';
import { ModelUsageDay } from './usage/model-usage.entity.js';
import { UsageGroupsRepository } from './groups/usage-groups.repository.js';
import { ModelUsageRepository } from './usage/model-usage.repository.js';
import { SpendRepository } from './usage/spend.repository.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Budget, ModelCall, ModelUsageDay]),
    AuditModule,
    ServiceAccountsModule,
    UsersModule,
  ],
  providers: [
    BudgetSpending,
    BudgetsRepository,
    LostCallsSweeper,
    ModelCallsRepository,
    ModelSpend,
    ModelUsageRepository,
    Prices,
    SpendOwners,
    SpendRepository,
    UsageGroupsRepository,
  ],
  exports: [
    BudgetSpending,
    BudgetsRepository,
    ModelSpend,
    Prices,
    SpendOwners,
    SpendRepository,
    UsageGroupsRepository,
  ],
})
export class SpendModule {}
