import { stateBy } from '../api/conditional/state.js';

/** Without `failingSince`: a failed attempt must not invalidate the entity tag of a client. */
export const webhookState = stateBy(
  'id',
  'url',
  'events',
  'description',
  'enabled',
  'secretVersion',
  'createdAt',
  'updatedAt',
);
