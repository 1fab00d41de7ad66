import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../audit/audit.module.js';
import { ReauthorizationModule } from '../../admission/reauthorization/reauthorization.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { OwnersRepository } from './owners.repository.js';
import { PasswordHasher } from './password.hasher.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';
import { Owner } from './owner.entity.js';
import { User } from './user.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Owner, User]),
    AuditModule,
    SessionsModule,
    ReauthorizationModule,
  ],
  controllers: [UsersController],
  providers: [OwnersRepository, PasswordHasher, UsersRepository, UsersService],
  exports: [OwnersRepository, PasswordHasher, UsersRepository],
})
export class UsersModule {}
