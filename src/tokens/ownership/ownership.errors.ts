import { DomainError } from '../../platform/errors/domain-error.js';
import type { TransferRefusal } from './token-transfer.types.js';
import type { SuspensionReason } from '../suspension/suspension.js';

const MESSAGES: Record<SuspensionReason, string> = {
  owner_disabled: 'The owner is disabled.',
  owner_without_seat: 'The owner holds no AI seat.',
  assistant_out_of_reach: 'The owner cannot see the assistant.',
};

/** The token would be suspended from the beginning. */
export class OwnerCannotHoldError extends DomainError {
  constructor(reason: SuspensionReason) {
    super(reason, MESSAGES[reason]);
  }
}

/** Names at most 100 of them. */
export class TokensNotTransferableError extends DomainError {
  constructor(refusals: ReadonlyMap<string, TransferRefusal>) {
    super(
      'tokens_not_transferable',
      `${refusals.size} tokens cannot be transferred, so nothing was changed.`,
      {
        details: [...refusals]
          .slice(0, 100)
          .map(([id, code]) => ({ field: `tokens.${id}`, message: code })),
      },
    );
  }
}
