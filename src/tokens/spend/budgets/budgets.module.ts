import { Module } from '@nestjs/common';
import { ReauthorizationModule } from '../../../admission/reauthorization/reauthorization.module.js';
import { AssistantsModule } from '../../../assistants/assistants.module.js';
import { AuditModule } from '../../../audit/audit.module.js';
import { TokensModule } from '../../tokens.module.js';
import { SpendModule } from '../spend.module.js';
import { AssistantBudgetController } from './assistant-budget.controller.js';
import { BudgetSubjects } from './budget-subjects.js';
import { BudgetsService } from './budgets.service.js';
import { TokenBudgetController } from './token-budget.controller.js';
import { UserBudgetController } from './user-budget.controller.js';

@Module({
  imports: [AssistantsModule, AuditModule, ReauthorizationModule, SpendModule, TokensModule],
  controllers: [TokenBudgetController, AssistantBudgetController, UserBudgetController],
  providers: [BudgetSubjects, BudgetsService],
})
export class BudgetsModule {}
