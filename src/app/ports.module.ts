import { Global, Module } from '@nestjs/common';
import { CredentialUsed } from '../admission/credential-used.js';
import { RetiredSecretPresented } from '../admission/resolution/retired-secret-presented.js';
import { AssistantsDeletion } from '../assistants/assistants-deletion.js';
import { AssistantsModule } from '../assistants/assistants.module.js';
import { AssistantsRemoved } from '../assistants/assistants-removed.js';
import { OwnerRemoved } from '../identity/owners/owner-removed.js';
import { UserRemoved } from '../identity/users/user-removed.js';
import {
  AssistantTokensRevocation,
  UserTokensRevocation,
} from '../tokens/revocation/removal-listeners.js';
import { RevocationModule } from '../tokens/revocation/revocation.module.js';
import { TokenReuseService } from '../tokens/rotation/token-reuse.service.js';
import { TokenEvents } from '../tokens/token-events.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { LastUseRecorder } from '../tokens/usage/recording/last-use.recorder.js';
import { WebhookEvents } from '../webhooks/events/webhook-events.js';
import { WebhookEventsModule } from '../webhooks/events/webhook-events.module.js';

const PORTS = [
  { provide: CredentialUsed, useExisting: LastUseRecorder },
  { provide: RetiredSecretPresented, useExisting: TokenReuseService },
  { provide: OwnerRemoved, useExisting: AssistantsDeletion },
  { provide: AssistantsRemoved, useExisting: AssistantTokensRevocation },
  { provide: UserRemoved, useExisting: UserTokensRevocation },
  { provide: TokenEvents, useExisting: WebhookEvents },
];

/**
 * A room imports only from rooms below it. Where it has to reach a room above, it declares a port, an
 * abstract class. This list names the provider of each port.
 */
@Global()
@Module({
  imports: [AssistantsModule, RevocationModule, TokensModule, WebhookEventsModule],
  providers: PORTS,
  exports: PORTS,
})
export class PortsModule {}
