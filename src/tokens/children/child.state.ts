import { stateBy } from '../../api/conditional/state.js';

/** Clients can only revoke a child, not change it. */
export const childState = stateBy('id', 'createdAt', 'revokedAt');
