import { stateBy } from '../api/conditional/state.js';

/** Without usage, expiry and the name of the assistant, which change without an update. */
export const tokenState = stateBy(
  'id',
  'name',
  'tags',
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
  'pausedAt',
  'pausedReason',
);
