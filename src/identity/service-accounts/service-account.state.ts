import { stateBy } from '../../api/conditional/state.js';

export const serviceAccountState = stateBy(
  'id',
  'displayName',
  'teamId',
  'permissions',
  'seat',
  'disabled',
  'createdAt',
  'updatedAt',
);
