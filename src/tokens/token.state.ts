import { stateBy } from '../api/conditional/state.js';

/** Neither its use, nor whether it has expired meanwhile, nor the name of its assistant. */
export const tokenState = stateBy(
  'id',
  'notes',
  'data',
  'readOnly',
  'restrict',
  'cidr',
  'host',
  'rateLimitPerMinute',
  'onReuse',
  'secretVersion',
  'expiresAt',
  'createdAt',
  'revokedAt',
);
