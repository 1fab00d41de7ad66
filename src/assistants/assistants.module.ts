import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { StandingModule } from '../admission/reauthorization/reauthorization.module.js';
import { RevocationModule } from '../tokens/revocation/revocation.module.js';
import { AssistantsController } from './assistants.controller.js';
import { AssistantsDeletion } from './assistants-deletion.js';
import { AssistantsRepository } from './assistants.repository.js';
import { AssistantsService } from './assistants.service.js';

@Module({
  imports: [AuditModule, RevocationModule, StandingModule],
  controllers: [AssistantsController],
  providers: [AssistantsDeletion, AssistantsRepository, AssistantsService],
  exports: [AssistantsDeletion, AssistantsService],
})
export class AssistantsModule {}
