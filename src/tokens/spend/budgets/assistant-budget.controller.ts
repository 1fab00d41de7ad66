import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../admission/decorators/caller.decorator.js';
import { RequireSeat } from '../../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../../admission/principal.js';
import { IfMatch } from '../../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { Tagged } from '../../../api/conditional/tagged.decorator.js';
import { paths } from '../../../api/hal/links.js';
import { ApiRoute } from '../../../api/openapi/api-route.decorator.js';
import { ApiAssistantId } from '../../../assistants/assistant-id.parameter.js';
import { assembleBudget } from './budget.assembler.js';
import { budgetState } from './budget.state.js';
import { BudgetsService } from './budgets.service.js';
import { BudgetResource } from './dto/budget.resource.js';
import { SaveBudgetDto } from './dto/save-budget.dto.js';

const WHO = 'Available to users who may change the assistant.';

@ApiTags('assistants')
@Controller('assistants/:id/budget')
export class AssistantBudgetController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @Tagged(budgetState)
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'getAssistantBudget',
    summary: 'Read the budget of an assistant',
    description: WHO,
    answers: { 200: { description: 'The budget.', type: BudgetResource } },
    errors: ['not_found', 'forbidden'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') ref: string): Promise<BudgetResource> {
    const view = await this.budgets.get(caller, { kind: 'assistant', ref });
    return assembleBudget(view, paths.assistantBudget(ref));
  }

  @Put()
  @Tagged(budgetState)
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'saveAssistantBudget',
    summary: 'Set the budget of an assistant',
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
    const view = await this.budgets.save(caller, { kind: 'assistant', ref }, dto, precondition);
    return assembleBudget(view, paths.assistantBudget(ref));
  }

  @Delete()
  @HttpCode(204)
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'deleteAssistantBudget',
    summary: 'Remove the budget of an assistant',
    description: WHO,
    answers: { 204: { description: 'There is no budget.' } },
    errors: ['not_found', 'forbidden'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') ref: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.budgets.delete(caller, { kind: 'assistant', ref }, precondition);
  }
}
