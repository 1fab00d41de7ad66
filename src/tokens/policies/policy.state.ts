import { stateBy } from '../../api/conditional/state.js';
import { RULES } from './policy-rules.js';

export const policyState = stateBy('teamId', ...RULES);
