import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { declarePolicy } from '../../admission/route-policy.js';
import type { RequestCondition } from '../../admission/route-policy.js';
import { BudgetRefusals } from './budget-refusals.js';

/** The route asks a model: always, or if the condition holds. Budgets pay for that. */
export function AsksModel(when: true | RequestCondition = true): MethodDecorator {
  return applyDecorators(declarePolicy({ asksModel: when }), UseInterceptors(BudgetRefusals));
}
