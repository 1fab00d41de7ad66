import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../../admission/principal.js';
import { IfMatch } from '../../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { Tagged } from '../../../api/conditional/tagged.decorator.js';
import { paths } from '../../../api/hal/links.js';
import { ApiRoute } from '../../../api/openapi/api-route.decorator.js';
import { ApiTokenId } from '../../token-id.parameter.js';
import { assembleBudget } from './budget.assembler.js';
import { budgetState } from './budget.state.js';
import { BudgetsService } from './budgets.service.js';
import { BudgetResource } from './dto/budget.resource.js';
import { SaveBudgetDto } from './dto/save-budget.dto.js';

const WHO =
  'Available to users who may change the assistant of the token, to the owner of a personal token, and to admins.';

@ApiTags('tokens')
@Controller('tokens/:id/budget')
export class TokenBudgetController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @Tagged(budgetState)
  @ApiTokenId()
  @ApiRoute({
    id: 'getTokenBudget',
    summary: 'Read the budget of a token',
    description: WHO,
    answers: { 200: { description: 'The budget.', type: BudgetResource } },
    errors: ['not_found', 'forbidden'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') ref: string): Promise<BudgetResource> {
    const view = await this.budgets.get(caller, { kind: 'token', ref });
    return assembleBudget(view, paths.tokenBudget(ref));
  }

  @Put()
  @Tagged(budgetState)
  @ApiTokenId()
  @ApiRoute({
    id: 'saveTokenBudget',
    summary: 'Set the budget of a token',
    description: `${WHO} What was used before in the same period counts.`,
    answers: { 200: { description: 'The budget.', type: BudgetResource } },
    errors: ['validation_failed', 'not_found', 'forbidden'],
  })
  async save(
    @CurrentCaller() caller: Caller,
    @Param('id') ref: string,
    @Body() dto: SaveBudgetDto,
    @IfMatch() precondition: Precondition,
  ): Promise<BudgetResource> {
    const view = await this.budgets.save(caller, { kind: 'token', ref }, dto, precondition);
    return assembleBudget(view, paths.tokenBudget(ref));
  }

  @Delete()
  @HttpCode(204)
  @ApiTokenId()
  @ApiRoute({
    id: 'deleteTokenBudget',
    summary: 'Remove the budget of a token',
    description: WHO,
    answers: { 204: { description: 'There is no budget.' } },
    errors: ['not_found', 'forbidden'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') ref: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.budgets.delete(caller, { kind: 'token', ref }, precondition);
  }
}
