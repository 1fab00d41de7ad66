import { Module } from '@nestjs/common';
import { ReauthorizationModule } from '../admission/reauthorization/reauthorization.module.js';
import { AuditModule } from './audit.module.js';
import { AuditChainService } from './chain/audit-chain.service.js';
import { AuditChainSweeper } from './chain/audit-chain.sweeper.js';
import { AuditHeadsController } from './chain/audit-heads.controller.js';
import { AuditHeadsRepository } from './chain/audit-heads.repository.js';
import { AuditEventsController } from './events/audit-events.controller.js';
import { AuditEventsRepository } from './events/audit-events.repository.js';
import { AuditListingService } from './events/audit-listing.service.js';
import { AuditReadingService } from './events/audit-reading.service.js';
import { ReadingRecords } from './events/reading-records.js';
import { AuditBatches } from './export/audit-batches.js';
import { AuditExportService } from './export/audit-export.service.js';
import { ReaderRights } from './export/reader-rights.js';
import { AuditRetentionRepository } from './retention/audit-retention.repository.js';
import { AuditRetentionSweeper } from './retention/audit-retention.sweeper.js';
import { AuditLog } from './sink/audit-log.js';
import { AuditSinkRepository } from './sink/audit-sink.repository.js';
import { AuditSinkSweeper } from './sink/audit-sink.sweeper.js';

/** The trail for its readers. Who only writes to it imports `AuditModule`. */
@Module({
  imports: [AuditModule, ReauthorizationModule],
  controllers: [AuditEventsController, AuditHeadsController],
  providers: [
    AuditBatches,
    AuditChainService,
    AuditChainSweeper,
    AuditEventsRepository,
    AuditExportService,
    AuditHeadsRepository,
    AuditListingService,
    AuditLog,
    AuditReadingService,
    AuditRetentionRepository,
    AuditRetentionSweeper,
    AuditSinkRepository,
    AuditSinkSweeper,
    ReaderRights,
    ReadingRecords,
  ],
})
export class AuditTrailModule {}
