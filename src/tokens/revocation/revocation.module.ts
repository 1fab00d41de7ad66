import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { RecordedRevocation } from './recorded-revocation.js';
import { AssistantTokensRevocation, UserTokensRevocation } from './removal-listeners.js';
import { RevocationRepository } from './revocation.repository.js';
import { TokensOfUser } from './tokens-of-user.js';

@Module({
  imports: [AuditModule],
  providers: [
    AssistantTokensRevocation,
    RecordedRevocation,
    RevocationRepository,
    TokensOfUser,
    UserTokensRevocation,
  ],
  exports: [AssistantTokensRevocation, RevocationRepository, TokensOfUser, UserTokensRevocation],
})
export class RevocationModule {}
