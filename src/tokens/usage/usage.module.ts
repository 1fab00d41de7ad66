import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../../assistants/assistants.module.js';
import { SpendModule } from '../spend/spend.module.js';
import { TokensModule } from '../tokens.module.js';
import { AssistantUsageController } from './assistant-usage.controller.js';
import { TokenUsageController } from './token-usage.controller.js';
import { UserUsageController } from './user-usage.controller.js';
import { UsageRecorder } from './recording/usage.recorder.js';
import { UsageRepository } from './usage.repository.js';
import { UsageService } from './usage.service.js';
import { TokenUsage } from './token-usage.entity.js';
import { UsageBatchRecord } from './recording/usage-batch-record.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([TokenUsage, UsageBatchRecord]),
    AssistantsModule,
    SpendModule,
    TokensModule,
  ],
  controllers: [TokenUsageController, AssistantUsageController, UserUsageController],
  providers: [UsageRecorder, UsageRepository, UsageService],
})
export class UsageModule {}
