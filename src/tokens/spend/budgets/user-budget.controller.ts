import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../admission/decorators/caller.decorator.js';
import { RequireAdmin } from '../../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../../admission/principal.js';
import { IfMatch } from '../../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { Tagged } from '../../../api/conditional/tagged.decorator.js';
import { paths } from '../../../api/hal/links.js';
import { ApiRoute } from '../../../api/openapi/api-route.decorator.js';
import { ApiUsername } from '../../../identity/users/username.parameter.js';
import { assembleBudget } from './budget.assembler.js';
import { budgetState } from './budget.state.js';
import { BudgetsService } from './budgets.service.js';
import { BudgetResource } from './dto/budget.resource.js';
import { SaveBudgetDto } from './dto/save-budget.dto.js';

const WHO = 'Available to admins. The budget of a service account is below the same path.';

@ApiTags('users')
@Controller('users/:username/budget')
export class UserBudgetController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @Tagged(budgetState)
  @RequireAdmin()
  @ApiUsername()
  @ApiRoute({
    id: 'getUserBudget',
    summary: 'Read the budget of a user',
    description: WHO,
    answers: { 200: { description: 'The budget.', type: BudgetResource } },
    errors: ['not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('username') ref: string,
  ): Promise<BudgetResource> {
    const view = await this.budgets.get(caller, { kind: 'user', ref });
    return assembleBudget(view, paths.userBudget(ref));
  }

  @Put()
  @Tagged(budgetState)
  @RequireAdmin()
  @ApiUsername()
  @ApiRoute({
    id: 'saveUserBudget',
    summary: 'Set the budget of a user',
    description: `${WHO} What was used before in the same period counts.`,
    answers: { 200: { description: 'The budget.', type: BudgetResource } },
    errors: ['validation_failed', 'not_found'],
  })
  async save(
    @CurrentCaller() caller: Caller,
    @Param('username') ref: string,
    @Body() dto: SaveBudgetDto,
    @IfMatch() precondition: Precondition,
  ): Promise<BudgetResource> {
    const view = await this.budgets.save(caller, { kind: 'user', ref }, dto, precondition);
    return assembleBudget(view, paths.userBudget(ref));
  }

  @Delete()
  @HttpCode(204)
  @RequireAdmin()
  @ApiUsername()
  @ApiRoute({
    id: 'deleteUserBudget',
    summary: 'Remove the budget of a user',
    description: WHO,
    answers: { 204: { description: 'There is no budget.' } },
    errors: ['not_found'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('username') ref: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.budgets.delete(caller, { kind: 'user', ref }, precondition);
  }
}
