import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { DpopModule } from '../admission/dpop/dpop.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { RevocationModule } from './revocation/revocation.module.js';
import { AssistantTokensController } from './listing/assistant-tokens.controller.js';
import { CallbackTokens } from './children/callback-tokens.js';
import { ChildAccess } from './children/child-access.js';
import { ChildDerivationRepository } from './children/derivation/child-derivation.repository.js';
import { ChildDerivationService } from './children/derivation/child-derivation.service.js';
import { ChildRevocationService } from './children/child-revocation.service.js';
import { ChildTokensRepository } from './children/child-tokens.repository.js';
import { ChildrenController } from './children/children.controller.js';
import { ChildrenService } from './children/children.service.js';
import { LastUseRecorder } from './usage/recording/last-use.recorder.js';
import { TokenEmbedding } from './embedding/token-embeds.js';
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
    TypeOrmModule.forFeature([ChildToken, Token, TokenSecret]),
    AssistantsModule,
    AuditModule,
    DpopModule,
    RevocationModule,
    ReauthorizationModule,
  ],
  controllers: [TokensController, AssistantTokensController, ChildrenController],
  providers: [
    CallbackTokens,
    ChildAccess,
    ChildDerivationRepository,
    ChildDerivationService,
    ChildRevocationService,
    ChildTokensRepository,
    ChildrenService,
    LastUseRecorder,
    TokenAccess,
    TokenEmbedding,
    TokenIssueService,
    TokenOrChildService,
    TokenReuseService,
    TokenRotationService,
    TokenSecretsRepository,
    TokenTotalsRepository,
    TokenViews,
    TokensRepository,
    TokensService,
  ],
  exports: [
    CallbackTokens,
    ChildRevocationService,
    ChildTokensRepository,
    LastUseRecorder,
    TokenAccess,
    TokenOrChildService,
    TokenReuseService,
  ],
})
export class TokensModule {}
