import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TokensModule } from '../tokens.module.js';
import { TokenUsageController } from './token-usage.controller.js';
import { UsageRecorder } from './recording/usage.recorder.js';
import { UsageRepository } from './usage.repository.js';
import { UsageService } from './usage.service.js';
import { TokenUsage } from './token-usage.entity.js';
import { UsageBatchRecord } from './recording/usage-batch-record.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([TokenUsage, UsageBatchRecord]), TokensModule],
  controllers: [TokenUsageController],
  providers: [UsageRecorder, UsageRepository, UsageService],
})
export class UsageModule {}
