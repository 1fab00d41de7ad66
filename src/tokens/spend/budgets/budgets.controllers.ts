import {
  RequireAdmin,
  RequireSeat,
} from '../../../admission/decorators/route-policy.decorators.js';
import { ApiAssistantId } from '../../../assistants/assistant-id.parameter.js';
import { ApiUsername } from '../../../identity/users/username.parameter.js';
import { ApiTokenId } from '../../token-id.parameter.js';
import { BudgetRoutes } from './budget-routes.js';

export class TokenBudgetController extends BudgetRoutes({
  kind: 'token',
  name: 'Token',
  tag: 'tokens',
  param: 'id',
  decorators: [ApiTokenId()],
  who: 'Available to users who may change the assistant of the token, to the owner of a personal token, and to admins.',
  errors: ['not_found', 'forbidden'],
}) {}

export class AssistantBudgetController extends BudgetRoutes({
  kind: 'assistant',
  name: 'Assistant',
  tag: 'assistants',
  param: 'id',
  decorators: [RequireSeat(), ApiAssistantId()],
  who: 'Available to users who may change the assistant.',
  errors: ['not_found', 'forbidden'],
}) {}

export class UserBudgetController extends BudgetRoutes({
  kind: 'user',
  name: 'User',
  tag: 'users',
  param: 'username',
  decorators: [RequireAdmin(), ApiUsername()],
  who: 'Available to admins. The budget of a service account is below the same path.',
  errors: ['not_found'],
}) {}
