import { Initial1764000000000 } from '../../../migrations/1764000000000-Initial.js';
import { PrincipalChanges1764100000000 } from '../../../migrations/1764100000000-PrincipalChanges.js';
import { SigningKeys1764100020000 } from '../../../migrations/1764100020000-SigningKeys.js';
import { TokenUsage1764100040000 } from '../../../migrations/1764100040000-TokenUsage.js';
import { TokenCounts1764100050000 } from '../../../migrations/1764100050000-TokenCounts.js';
import { TokenIssuing1764100060000 } from '../../../migrations/1764100060000-TokenIssuing.js';
import { Chats1764200000000 } from '../../../migrations/1764200000000-Chats.js';
import { ChildTokens1764200010000 } from '../../../migrations/1764200010000-ChildTokens.js';
import { IdempotencyKeys1764200020000 } from '../../../migrations/1764200020000-IdempotencyKeys.js';
import { Dpop1764200030000 } from '../../../migrations/1764200030000-Dpop.js';
import { Webhooks1764200040000 } from '../../../migrations/1764200040000-Webhooks.js';
import { IssuingInTheService1764300000000 } from '../../../migrations/1764300000000-IssuingInTheService.js';

/** In the order in which they run. */
export const migrations = [
  Initial1764000000000,
  PrincipalChanges1764100000000,
  SigningKeys1764100020000,
  TokenUsage1764100040000,
  TokenCounts1764100050000,
  TokenIssuing1764100060000,
  Chats1764200000000,
  ChildTokens1764200010000,
  IdempotencyKeys1764200020000,
  Dpop1764200030000,
  Webhooks1764200040000,
  IssuingInTheService1764300000000,
];
