import type { Keyset } from '../../api/hal/keyset-rows.js';
import { keysetBy, sortsBy, timeOrder } from '../../api/hal/sort.js';
import type { Sort } from '../../api/hal/sort.js';
import { NATURAL_ID_PATTERN } from '../../platform/ids/natural-id.js';
import type { User } from './user.entity.js';

export const USER_SORTS = sortsBy(['username', 'createdAt']);
export type UserSort = Sort<'username' | 'createdAt'>;

const BY_USERNAME = {
  column: 'user.username',
  order: 'ASC',
  keyOf: ({ username }: User) => username,
  pattern: NATURAL_ID_PATTERN,
} as const;
const CREATED = timeOrder<User>('user.id', 'user.created_at', ({ createdAt }) =>
  createdAt.toISOString(),
);

export function userKeyset(sort: UserSort = 'username'): Keyset<User> {
  switch (sort) {
    case 'username':
      return BY_USERNAME;
    case '-username':
      return { ...BY_USERNAME, order: 'DESC', collection: sort };
    default:
      return keysetBy(sort, { createdAt: CREATED });
  }
}
