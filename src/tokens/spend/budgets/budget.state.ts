import { stateBy } from '../../../api/conditional/state.js';

/** Without what was used. */
export const budgetState = stateBy('modelTokens', 'period', 'warnAt');
