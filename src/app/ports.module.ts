import { Global, Module } from '@nestjs/common';
import { CredentialUsed } from '../admission/credential-used.js';
import { RetiredSecretPresented } from '../admission/resolution/retired-secret-presented.js';
import { AssistantsDeletion } from '../assistants/assistants-deletion.js';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AssistantsRemoved } from '../assistants/assistants-removed.js';
import { HeadSigner } from '../audit/chain/head-signer.js';
import { OwnerRemoved } from '../identity/owners/owner-removed.js';
import { ServiceAccountsDeletion } from '../identity/service-accounts/service-accounts-deletion.js';
import { ServiceAccountsModule } from '../identity/service-accounts/service-accounts.module.js';
import { TeamAccounts } from '../identity/teams/team-accounts.js';
import { UserRemoved } from '../identity/users/user-removed.js';
import { UserTokens } from '../identity/users/user-tokens.js';
import {
  AssistantTokensRevocation,
  UserTokensRevocation,
} from '../tokens/revocation/removal-listeners.js';
import { RevocationModule } from '../tokens/revocation/revocation.module.js';
import { TokensOfUser } from '../tokens/revocation/tokens-of-user.js';
import { TokenReuseService } from '../tokens/rotation/token-reuse.service.js';
import { ChatsOfTransferredTokens } from '../chats/transfer/chats-of-transferred-tokens.js';
import { TokenSuccession } from '../identity/users/token-succession.js';
import { SuccessionService } from '../tokens/ownership/succession.service.js';
import { TokensTransferred } from '../tokens/ownership/tokens-transferred.js';
import { TokenEvents } from '../tokens/token-events.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { LastUseRecorder } from '../tokens/usage/recording/last-use.recorder.js';
import { OAuthModule } from '../verification/oauth/oauth.module.js';
import { AuditHeadSigner } from '../verification/oauth/signing-keys/audit-head-signer.js';
import { WebhookEvents } from '../webhooks/events/webhook-events.js';
import { WebhookEventsModule } from '../webhooks/events/webhook-events.module.js';

const PORTS = [
  { provide: HeadSigner, useExisting: AuditHeadSigner },
  { provide: CredentialUsed, useExisting: LastUseRecorder },
  { provide: RetiredSecretPresented, useExisting: TokenReuseService },
  { provide: OwnerRemoved, useExisting: AssistantsDeletion },
  { provide: AssistantsRemoved, useExisting: AssistantTokensRevocation },
  { provide: TeamAccounts, useExisting: ServiceAccountsDeletion },
  { provide: UserRemoved, useExisting: UserTokensRevocation },
  { provide: UserTokens, useExisting: TokensOfUser },
  { provide: TokenSuccession, useExisting: SuccessionService },
  { provide: TokensTransferred, useClass: ChatsOfTransferredTokens },
  { provide: TokenEvents, useExisting: WebhookEvents },
];

/**
 * A room imports only from rooms below it. Where it has to reach a room above, it declares a port, an
 * abstract class. This list names the provider of each port.
 */
@Global()
@Module({
  imports: [
    AssistantsModule,
    OAuthModule,
    RevocationModule,
    ServiceAccountsModule,
    TokensModule,
    WebhookEventsModule,
  ],
  providers: PORTS,
  exports: PORTS,
})
export class PortsModule {}
