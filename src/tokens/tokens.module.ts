import { Module } from '@nestjs/common';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { RevocationModule } from '../revocation/revocation.module.js';
import { AssistantTokensController } from './assistant-tokens.controller.js';
import { LastUseRecorder } from './last-use.recorder.js';
import { TokenAccess } from './token-access.js';
import { TokenIssueRepository } from './token-issue.repository.js';
import { TokenIssueService } from './token-issue.service.js';
import { TokenReuseService } from './token-reuse.service.js';
import { TokenRotationService } from './token-rotation.service.js';
import { TokenSecretsRepository } from './token-secrets.repository.js';
import { TokenTotalsRepository } from './token-totals.repository.js';
import { TokenViews } from './token-views.js';
import { TokensController } from './tokens.controller.js';
import { TokensRepository } from './tokens.repository.js';
import { TokensService } from './tokens.service.js';

@Module({
  imports: [AssistantsModule, AuditModule, RevocationModule, StandingModule],
  controllers: [TokensController, AssistantTokensController],
  providers: [
    LastUseRecorder,
    TokenAccess,
    TokenIssueRepository,
    TokenIssueService,
    TokenReuseService,
    TokenRotationService,
    TokenSecretsRepository,
    TokenTotalsRepository,
    TokenViews,
    TokensRepository,
    TokensService,
  ],
  exports: [LastUseRecorder, TokenAccess, TokenReuseService, TokensService],
})
export class TokensModule {}
