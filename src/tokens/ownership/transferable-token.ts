import type { DescribedToken } from '../token-events.js';
import type { Token } from '../token.entity.js';

/** A locked token, with what decides who may transfer it. */
export type TransferableToken = DescribedToken &
  Pick<Token, 'userId' | 'expiresAt' | 'revokedAt' | 'pausedAt'> & {
    /** `null` for a personal token, and if the assistant was deleted. */
    assistant: { ownerId: string; shared: boolean } | null;
  };
