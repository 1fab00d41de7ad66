import { stateBy } from '../../api/conditional/state.js';

/** All that a client can change of a child is that it is revoked. */
export const childState = stateBy('id', 'createdAt', 'revokedAt');
