import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRepository } from './audit.repository.js';
import { AuditSinkPosition } from './sink/audit-sink-position.entity.js';
import { SampledRecords } from './sampled-records.js';
import { AuditChainRepository } from './chain/audit-chain.repository.js';
import { AuditHeadRow } from './chain/audit-head.entity.js';
import { AuditKeyRow } from './chain/audit-key.entity.js';
import { AuditLeaf } from './chain/audit-leaf.entity.js';
import { AuditPending } from './chain/audit-pending.entity.js';
import { AuditEvent } from './audit-event.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      AuditEvent,
      AuditHeadRow,
      AuditKeyRow,
      AuditLeaf,
      AuditPending,
      AuditSinkPosition,
    ]),
  ],
  providers: [AuditChainRepository, AuditRepository, SampledRecords],
  exports: [AuditChainRepository, AuditRepository, SampledRecords],
})
export class AuditModule {}
