import { Module } from '@nestjs/common';
import { ReauthorizationModule } from '../../../admission/reauthorization/reauthorization.module.js';
import { AssistantsModule } from '../../../assistants/assistants.module.js';
import { AuditModule } from '../../../audit/audit.module.js';
import { TokensModule } from '../../tokens.module.js';
import { SpendModule } from '../spend.module.js';
import { BudgetSubjects } from './budget-subjects.js';
import {
  AssistantBudgetController,
  TokenBudgetController,
  UserBudgetController,
} from './budgets.controllers.js';
import { BudgetsService } from './budgets.service.js';

@Module({
  imports: [AssistantsModule, AuditModule, ReauthorizationModule, SpendModule, TokensModule],
  controllers: [TokenBudgetController, AssistantBudgetController, UserBudgetController],
  providers: [BudgetSubjects, BudgetsService],
})
export class BudgetsModule {}
