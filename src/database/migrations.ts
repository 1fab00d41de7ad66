import { Initial1764000000000 } from '../../migrations/1764000000000-Initial.js';
import { TokenIssuing1764100060000 } from '../../migrations/1764100060000-TokenIssuing.js';

/** In the order they run. */
export const migrations = [Initial1764000000000, TokenIssuing1764100060000];
