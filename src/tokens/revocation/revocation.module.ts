import { Module } from '@nestjs/common';
import { AssistantTokensRevocation, UserTokensRevocation } from './removal-listeners.js';
import { RevocationRepository } from './revocation.repository.js';

@Module({
  providers: [AssistantTokensRevocation, RevocationRepository, UserTokensRevocation],
  exports: [AssistantTokensRevocation, RevocationRepository, UserTokensRevocation],
})
export class RevocationModule {}
