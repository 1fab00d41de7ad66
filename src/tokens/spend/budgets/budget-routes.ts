import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Put,
} from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../../admission/principal.js';
import { IfMatch } from '../../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { Tagged } from '../../../api/conditional/tagged.decorator.js';
import { ApiRoute } from '../../../api/openapi/api-route.decorator.js';
import type { ErrorCode } from '../../../platform/errors/error-code.js';
import type { BudgetKind } from './budget-subjects.js';
import { assembleBudget } from './budget.assembler.js';
import { budgetState } from './budget.state.js';
import { BudgetsService } from './budgets.service.js';
import { BudgetResource } from './dto/budget.resource.js';
import { SaveBudgetDto } from './dto/save-budget.dto.js';

/** What the budgets of tokens, assistants and users differ in. */
interface BudgetRoutesOptions {
  kind: BudgetKind;
  /** Such as `Token`, in the ids of the operations. */
  name: string;
  /** Of the documentation. */
  tag: string;
  /** The path parameter. */
  param: string;
  /** Describes the path parameter, and says who may call the routes. */
  decorators: MethodDecorator[];
  /** The same in one sentence, for people. */
  who: string;
  errors: ErrorCode[];
}

/** Makes the routes of a budget. The class that extends them is the controller. */
export function BudgetRoutes(options: BudgetRoutesOptions): Type {
  const { kind, name, tag, param, who, errors } = options;
  const owner = kind === 'assistant' ? 'an assistant' : `a ${kind}`;
  const Open = () => applyDecorators(...options.decorators);

  @ApiTags(tag)
  @Controller(`${tag}/:${param}/budget`)
  class Routes {
    constructor(private readonly budgets: BudgetsService) {}

    @Get()
    @Tagged(budgetState)
    @Open()
    @ApiRoute({
      id: `get${name}Budget`,
      summary: `Read the budget of ${owner}`,
      description: `${who} Without a budget, \`modelTokens\` is null, and \`used\` counts the current month.`,
      answers: { 200: { description: 'The budget.', type: BudgetResource } },
      errors,
    })
    async get(@CurrentCaller() caller: Caller, @Param(param) ref: string): Promise<BudgetResource> {
      const view = await this.budgets.get(caller, { kind, ref });
      return assembleBudget(view, caller.principal, { name, param, ref });
    }

    @Put()
    @Tagged(budgetState)
    @Open()
    @ApiRoute({
      id: `save${name}Budget`,
      summary: `Set the budget of ${owner}`,
      description: `${who} What was used before in the same period counts.`,
      answers: { 200: { description: 'The budget.', type: BudgetResource } },
      errors: ['validation_failed', ...errors],
    })
    async save(
      @CurrentCaller() caller: Caller,
      @Param(param) ref: string,
      @Body() dto: SaveBudgetDto,
      @IfMatch() precondition: Precondition,
    ): Promise<BudgetResource> {
      const view = await this.budgets.save(caller, { kind, ref }, dto, precondition);
      return assembleBudget(view, caller.principal, { name, param, ref });
    }

    @Delete()
    @HttpCode(204)
    @Open()
    @ApiRoute({
      id: `delete${name}Budget`,
      summary: `Remove the budget of ${owner}`,
      description: who,
      answers: { 204: { description: 'There is no budget.' } },
      errors,
    })
    async delete(
      @CurrentCaller() caller: Caller,
      @Param(param) ref: string,
      @IfMatch() precondition: Precondition,
    ): Promise<void> {
      await this.budgets.delete(caller, { kind, ref }, precondition);
    }
  }
  return Routes;
}
