import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginService } from './login.service.js';
import { SessionsModule } from './sessions.module.js';

@Module({
  imports: [AuditModule, SessionsModule, UsersModule],
  controllers: [AuthController],
  providers: [LoginAttempts, LoginService],
  exports: [LoginService],
})
export class LoginModule {}
