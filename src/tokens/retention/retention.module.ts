import { Module } from '@nestjs/common';
import { ChildRetentionService } from './child-retention.service.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

@Module({ providers: [RetentionRepository, RetentionService, ChildRetentionService] })
export class RetentionModule {}
