import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { AssistantsController } from './assistants.controller.js';
import { AssistantsDeletion } from './assistants-deletion.js';
import { AssistantsRepository } from './assistants.repository.js';
import { AssistantsService } from './assistants.service.js';
import { Assistant } from './assistant.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Assistant]), AuditModule, ReauthorizationModule],
  controllers: [AssistantsController],
  providers: [AssistantsDeletion, AssistantsRepository, AssistantsService],
  exports: [AssistantsDeletion, AssistantsService],
})
export class AssistantsModule {}
