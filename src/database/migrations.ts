import { Initial1764000000000 } from '../../migrations/1764000000000-Initial.js';

/** In the order they run. */
export const migrations = [Initial1764000000000];
