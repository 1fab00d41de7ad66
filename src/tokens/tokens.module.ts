import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { DpopModule } from '../admission/dpop/dpop.module.js';
import { RateLimitsModule } from '../admission/rate-limits/rate-limits.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { PausingModule } from './pausing/pausing.module.js';
import { TokenPauseController } from './pausing/token-pause.controller.js';
import { TokenPauseService } from './pausing/token-pause.service.js';
import { RevocationModule } from './revocation/revocation.module.js';
import { AssistantTokensController } from './listing/assistant-tokens.controller.js';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkRepository } from './bulk/bulk.repository.js';
import { BulkService } from './bulk/bulk.service.js';
import { TokenSelection } from './bulk/token-selection.js';
import { CallbackTokens } from './children/callback-tokens.js';
import { ChildAccess } from './children/child-access.js';
import { ChildDerivationRepository } from './children/derivation/child-derivation.repository.js';
import { ChildDerivationService } from './children/derivation/child-derivation.service.js';
import { ChildRevocationService } from './children/child-revocation.service.js';
import { ChildTokensRepository } from './children/child-tokens.repository.js';
import { ChildrenController } from './children/children.controller.js';
import { ChildrenService } from './children/children.service.js';
import { LastUseRecorder } from './usage/recording/last-use.recorder.js';
import { TokenLastUse } from './usage/recording/token-last-use.entity.js';
import { InventoryController } from './inventory/inventory.controller.js';
import { InventoryRepository } from './inventory/inventory.repository.js';
import { SeenTokens } from './inventory/seen-tokens.js';
import { InventoryService } from './inventory/inventory.service.js';
import { TokenPagesRepository } from './inventory/token-pages.repository.js';
import { OwnTokens } from './listing/own-tokens.js';
import { TokenEmbedding } from './embedding/token-embeds.js';
import { HoldingRepository } from './ownership/holding.repository.js';
import { NewOwner } from './ownership/new-owner.js';
import { TokenHandover } from './ownership/token-handover.js';
import { TokenTransferController } from './ownership/token-transfer.controller.js';
import { TokenTransferService } from './ownership/token-transfer.service.js';
import { SuccessionService } from './ownership/succession.service.js';
import { TransferRepository } from './ownership/transfer.repository.js';
import { TeamsModule } from '../identity/teams/teams.module.js';
import { UsersModule } from '../identity/users/users.module.js';
import { IssueOwner } from './ownership/issue-owner.js';
import { ServiceAccountsModule } from '../identity/service-accounts/service-accounts.module.js';
import { PoliciesModule } from './policies/policies.module.js';
import { TokenFindingController } from './finding/token-finding.controller.js';
import { TokenFindingService } from './finding/token-finding.service.js';
import { TokenAccess } from './access/token-access.js';
import { TokenIssueService } from './issuing/token-issue.service.js';
import { TokenOrChildService } from './token-or-child/token-or-child.service.js';
import { TokenReuseService } from './rotation/token-reuse.service.js';
import { TokenRotationService } from './rotation/token-rotation.service.js';
import { TokenSecretsRepository } from './secrets/token-secrets.repository.js';
import { TokenTotalsRepository } from './listing/token-totals.repository.js';
import { TokenViews } from './token-views.js';
import { TokensController } from './tokens.controller.js';
import { TokensRepository } from './tokens.repository.js';
import { TokensService } from './tokens.service.js';
import { ChildToken } from './children/child-token.entity.js';
import { Token } from './token.entity.js';
import { TokenSecret } from './secrets/token-secret.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ChildToken, Token, TokenLastUse, TokenSecret]),
    AssistantsModule,
    AuditModule,
    DpopModule,
    PausingModule,
    PoliciesModule,
    RateLimitsModule,
    RevocationModule,
    ReauthorizationModule,
    ServiceAccountsModule,
    TeamsModule,
    UsersModule,
  ],
  controllers: [
    // Before the routes with an id.
    BulkController,
    InventoryController,
    TokensController,
    TokenFindingController,
    TokenTransferController,
    TokenPauseController,
    AssistantTokensController,
    ChildrenController,
  ],
  providers: [
    BulkRepository,
    BulkService,
    CallbackTokens,
    ChildAccess,
    ChildDerivationRepository,
    ChildDerivationService,
    ChildRevocationService,
    ChildTokensRepository,
    ChildrenService,
    HoldingRepository,
    IssueOwner,
    InventoryRepository,
    TokenPagesRepository,
    InventoryService,
    SeenTokens,
    LastUseRecorder,
    NewOwner,
    OwnTokens,
    SuccessionService,
    TokenAccess,
    TokenEmbedding,
    TokenFindingService,
    TokenHandover,
    TokenIssueService,
    TokenOrChildService,
    TokenPauseService,
    TokenReuseService,
    TokenRotationService,
    TokenSecretsRepository,
    TokenSelection,
    TokenTotalsRepository,
    TokenTransferService,
    TokenViews,
    TokensRepository,
    TokensService,
    TransferRepository,
  ],
  exports: [
    CallbackTokens,
    ChildRevocationService,
    ChildTokensRepository,
    LastUseRecorder,
    SuccessionService,
    TokenAccess,
    TokenOrChildService,
    TokenReuseService,
  ],
})
export class TokensModule {}
