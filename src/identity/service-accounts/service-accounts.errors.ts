import type { Permission } from '../../admission/principal.js';
import { ForbiddenError, NotFoundError } from '../../platform/errors/domain-error.js';

export class ServiceAccountNotFoundError extends NotFoundError {
  constructor() {
    super('service account');
  }
}

export class PermissionNotHeldError extends ForbiddenError {
  constructor(permissions: Permission[]) {
    super(`You cannot give what you do not hold yourself: ${permissions.join(', ')}.`);
  }
}
