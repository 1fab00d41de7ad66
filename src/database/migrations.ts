import { Initial1764000000000 } from '../../migrations/1764000000000-Initial.js';
import { TokenUsage1764100040000 } from '../../migrations/1764100040000-TokenUsage.js';

/** In the order they run. */
export const migrations = [Initial1764000000000, TokenUsage1764100040000];
