import type { Links } from '../../../api/hal/hal.types.js';
import { link, paths } from '../../../api/hal/links.js';
import type { SpendOwner } from './spend-owners.js';

export function linkToOwner({ kind, username }: Pick<SpendOwner, 'kind' | 'username'>): Links {
  return kind === 'user'
    ? { 'inf:user': link(paths.user(username)) }
    : { 'inf:service-account': link(paths.serviceAccount(username)) };
}
