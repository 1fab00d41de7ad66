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
import { WebhookLeases1764400040000 } from '../../../migrations/1764400040000-WebhookLeases.js';
import { FinishReasons1764400050000 } from '../../../migrations/1764400050000-FinishReasons.js';
import { PromisedOverlaps1764400060000 } from '../../../migrations/1764400060000-PromisedOverlaps.js';
import { ChatRemovals1764400080010 } from '../../../migrations/1764400080010-ChatRemovals.js';
import { TokenStates1764500010000 } from '../../../migrations/1764500010000-TokenStates.js';
import { ServiceAccounts1764500020000 } from '../../../migrations/1764500020000-ServiceAccounts.js';
import { AuditChain1764500030010 } from '../../../migrations/1764500030010-AuditChain.js';
import { AuditSink1764500030020 } from '../../../migrations/1764500030020-AuditSink.js';
import { AuditRecords1764500030000 } from '../../../migrations/1764500030000-AuditRecords.js';
import { Leaks1764500040000 } from '../../../migrations/1764500040000-Leaks.js';
import { RefusedRequests1764500050000 } from '../../../migrations/1764500050000-RefusedRequests.js';
import { Budgets1764500060010 } from '../../../migrations/1764500060010-Budgets.js';
import { ModelUsage1764500060000 } from '../../../migrations/1764500060000-ModelUsage.js';
import { Inventory1764500070000 } from '../../../migrations/1764500070000-Inventory.js';
import { Policies1764500080000 } from '../../../migrations/1764500080000-Policies.js';
import { ValidConstraints1764500092000 } from '../../../migrations/1764500092000-ValidConstraints.js';
import { PendingEvents1764500092010 } from '../../../migrations/1764500092010-PendingEvents.js';
import { LastUses1764500092020 } from '../../../migrations/1764500092020-LastUses.js';
import { Indexes1764500092030 } from '../../../migrations/1764500092030-Indexes.js';
import { TeamDepartures1764500093000 } from '../../../migrations/1764500093000-TeamDepartures.js';

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
  WebhookLeases1764400040000,
  FinishReasons1764400050000,
  PromisedOverlaps1764400060000,
  ChatRemovals1764400080010,
  TokenStates1764500010000,
  ServiceAccounts1764500020000,
  AuditRecords1764500030000,
  AuditChain1764500030010,
  AuditSink1764500030020,
  Leaks1764500040000,
  RefusedRequests1764500050000,
  ModelUsage1764500060000,
  Budgets1764500060010,
  Inventory1764500070000,
  Policies1764500080000,
  ValidConstraints1764500092000,
  PendingEvents1764500092010,
  LastUses1764500092020,
  Indexes1764500092030,
  TeamDepartures1764500093000,
];
