import type { Permission } from '../../admission/principal.js';

/** A row of `users` with the kind `service`, and whether it holds an AI seat. */
export interface ServiceAccount {
  /** The UUID of the row. Clients know the account by its natural id. */
  userId: string;
  id: string;
  displayName: string;
  teamId: string;
  permissions: Permission[];
  seat: boolean;
  disabled: boolean;
  createdAt: Date;
  updatedAt: Date;
}
