import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module.js';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { OwnersModule } from '../owners/owners.module.js';
import { PasswordHasher } from './password.hasher.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';
import { User } from './user.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([User]),
    AuditModule,
    OwnersModule,
    ReauthorizationModule,
    SessionsModule,
  ],
  controllers: [UsersController],
  providers: [PasswordHasher, UsersRepository, UsersService],
  exports: [PasswordHasher, UsersRepository],
})
export class UsersModule {}
