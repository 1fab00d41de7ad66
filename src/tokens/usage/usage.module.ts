import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens.module.js';
import { TokenUsageController } from './token-usage.controller.js';
import { UsageRecorder } from './usage.recorder.js';
import { UsageRepository } from './usage.repository.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [TokensModule],
  controllers: [TokenUsageController],
  providers: [UsageRecorder, UsageRepository, UsageService],
})
export class UsageModule {}
