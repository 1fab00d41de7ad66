import { Initial1764000000000 } from '../../migrations/1764000000000-Initial.js';
import { TokenCounts1764100050000 } from '../../migrations/1764100050000-TokenCounts.js';

/** In the order they run. */
export const migrations = [Initial1764000000000, TokenCounts1764100050000];
