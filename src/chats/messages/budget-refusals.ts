import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { ExpressFacts } from '../../admission/checks/express-facts.js';
import { refusedCallOf } from '../../admission/guards/refused-call.js';
import { requestOf } from '../../admission/guards/request-of.js';
import { RefusalRecorder } from '../../admission/refusals/refusal-recorder.js';
import { policyOf } from '../../admission/route-policy.js';
import { BudgetExhaustedError } from '../../tokens/spend/budgets/budget-exhausted.error.js';

/** Keeps why a question was refused, as the guards do for what they refuse. */
@Injectable()
export class BudgetRefusals implements NestInterceptor {
  constructor(private readonly refusals: RefusalRecorder) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const error = (thrown: unknown) => {
      if (thrown instanceof BudgetExhaustedError) this.note(context, thrown);
    };
    return next.handle().pipe(tap({ error }));
  }

  private note(context: ExecutionContext, { usedUp }: BudgetExhaustedError): void {
    const request = requestOf(context);
    const policy = policyOf(context.getHandler());
    const facts = new ExpressFacts(request, policy, usedUp);
    const { principal = null } = request;
    this.refusals.noteChecks(principal, policy, facts, () => refusedCallOf(request));
  }
}
