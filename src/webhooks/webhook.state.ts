import { stateBy } from '../api/conditional/state.js';

/** That it fails is its use, until it is disabled for that. */
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
