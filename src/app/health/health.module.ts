import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AuditModule } from '../../audit/audit.module.js';
import { HealthController } from './health.controller.js';
import { ReadOnlyHealth } from './read-only.health.js';
import { SchemaHealth } from './schema.health.js';
import { WritesHealth } from './writes.health.js';
import { ShutdownHealth } from './shutdown.health.js';

@Module({
  imports: [AuditModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [ReadOnlyHealth, SchemaHealth, ShutdownHealth, WritesHealth],
})
export class HealthModule {}
