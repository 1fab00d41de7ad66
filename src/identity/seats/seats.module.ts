import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module.js';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { SeatsController } from './seats.controller.js';
import { SeatsRepository } from './seats.repository.js';
import { SeatsService } from './seats.service.js';
import { AiSeat } from './ai-seat.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([AiSeat]), AuditModule, ReauthorizationModule],
  controllers: [SeatsController],
  providers: [SeatsRepository, SeatsService],
  exports: [SeatsRepository],
})
export class SeatsModule {}
