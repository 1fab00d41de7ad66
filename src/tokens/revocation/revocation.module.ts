import { Module } from '@nestjs/common';
import { AssistantTokensRevocation, UserTokensRevocation } from './removal-listeners.js';
import { RevocationRepository } from './revocation.repository.js';
import { TokensOfUser } from './tokens-of-user.js';

@Module({
  providers: [AssistantTokensRevocation, RevocationRepository, TokensOfUser, UserTokensRevocation],
  exports: [AssistantTokensRevocation, RevocationRepository, TokensOfUser, UserTokensRevocation],
})
export class RevocationModule {}
