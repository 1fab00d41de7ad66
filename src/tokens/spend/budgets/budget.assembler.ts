import type { Principal } from '../../../admission/principal.js';
import { permittedLink } from '../../../api/discovery/permitted-link.js';
import type { BudgetView } from './budgets.service.js';
import type { BudgetResource } from './dto/budget.resource.js';

/** The path of a budget: the id in the form of the request, and the name in the ids of operations. */
interface BudgetPlace {
  name: string;
  param: string;
  ref: string;
}

/** Links to the changes too: whoever may read a budget may change it. */
export function assembleBudget(
  { modelTokens, period, warnAt, used, resetsAt }: BudgetView,
  principal: Principal,
  { name, param, ref }: BudgetPlace,
): BudgetResource {
  const params = { [param]: ref };
  return {
    modelTokens,
    period,
    warnAt,
    used,
    resetsAt: resetsAt.toISOString(),
    _links: {
      ...permittedLink(principal, 'self', `get${name}Budget`, params),
      ...permittedLink(principal, 'edit', `save${name}Budget`, params),
      ...(modelTokens !== null &&
        permittedLink(principal, 'inf:delete', `delete${name}Budget`, params)),
    },
  };
}
