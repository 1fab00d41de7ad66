import { stateBy } from '../../api/conditional/state.js';

/** A new password shows in `updatedAt` alone. */
export const userState = stateBy(
  'username',
  'displayName',
  'role',
  'permissions',
  'seat',
  'disabled',
  'createdAt',
  'updatedAt',
);
