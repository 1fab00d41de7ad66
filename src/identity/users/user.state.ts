import { stateBy } from '../../api/conditional/state.js';

/** Without the password hash: a new password changes `updatedAt`. */
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
