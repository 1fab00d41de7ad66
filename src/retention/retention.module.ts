import { Module } from '@nestjs/common';
import { ChildRetentionService } from './child-retention.service.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

@Module({ providers: [ChildRetentionService, RetentionRepository, RetentionService] })
export class RetentionModule {}
