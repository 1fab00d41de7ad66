import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SessionsRepository } from './sessions.repository.js';
import { Session } from './session.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Session])],
  providers: [SessionsRepository],
  exports: [SessionsRepository],
})
export class SessionsModule {}
