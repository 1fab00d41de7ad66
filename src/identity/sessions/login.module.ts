import { Module } from '@nestjs/common';
import { RateLimitsModule } from '../../admission/rate-limits/rate-limits.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginService } from './login.service.js';
import { SessionCookie } from './session-cookie.js';
import { SessionsModule } from './sessions.module.js';

@Module({
  imports: [AuditModule, RateLimitsModule, SessionsModule, UsersModule],
  controllers: [AuthController],
  providers: [LoginAttempts, LoginService, SessionCookie],
  exports: [LoginService],
})
export class LoginModule {}
