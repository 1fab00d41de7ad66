import { stateBy } from '../../../api/conditional/state.js';
import type { StateOf } from '../../../api/conditional/state.js';

interface Limits {
  /** A string in the database. */
  modelTokens: string | number;
  period: string;
  warnAt: number;
}

const stateOfLimits = stateBy('modelTokens', 'period', 'warnAt');

/** Without what was used. */
export const budgetState: StateOf<Limits> = ({ modelTokens, period, warnAt }) =>
  stateOfLimits({ modelTokens: Number(modelTokens), period, warnAt });
