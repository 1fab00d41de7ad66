import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssistantsModule } from '../../assistants/assistants.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { AdmissionModule } from '../../admission/admission.module.js';
import { LoginModule } from '../../identity/sessions/login.module.js';
import { RateLimitsModule } from '../../admission/rate-limits/rate-limits.module.js';
import { RevocationModule } from '../../tokens/revocation/revocation.module.js';
import { TokensModule } from '../../tokens/tokens.module.js';
import { ExchangeTargetService } from './token-exchange/exchange-target.service.js';
import { JwtSigner } from './token-exchange/jwt-signer.js';
import { OAuthController } from './oauth.controller.js';
import { AuditHeadSigner } from './signing-keys/audit-head-signer.js';
import { PrivateKeys } from './signing-keys/private-keys.js';
import { SigningKeysRepository } from './signing-keys/signing-keys.repository.js';
import { SigningKeysService } from './signing-keys/signing-keys.service.js';
import { SubjectTokenService } from './token-exchange/subject-token.service.js';
import { TokenExchangeService } from './token-exchange/token-exchange.service.js';
import { TokenRevocationService } from './token-revocation.service.js';
import { WellKnownController } from './well-known.controller.js';
import { SigningKey } from './signing-keys/signing-key.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([SigningKey]),
    AssistantsModule,
    AuditModule,
    AdmissionModule,
    RateLimitsModule,
    LoginModule,
    RevocationModule,
    TokensModule,
  ],
  controllers: [OAuthController, WellKnownController],
  providers: [
    AuditHeadSigner,
    ExchangeTargetService,
    JwtSigner,
    PrivateKeys,
    SigningKeysRepository,
    SigningKeysService,
    SubjectTokenService,
    TokenExchangeService,
    TokenRevocationService,
  ],
  exports: [AuditHeadSigner],
})
export class OAuthModule {}
