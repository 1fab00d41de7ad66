import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';
import { ERROR_CODES } from '../../platform/errors/error-code.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

const MEANINGS: Readonly<Record<string, string>> = {
  AgeSort: 'The order of a list, by when its items were created.',
  AssistantSort: 'The order of a list of assistants.',
  AttemptError: 'Why an attempt to reach a webhook failed.',
  AuditActorType: 'What acted. `system` is the service itself, or somebody without a credential.',
  BudgetLayer:
    'Whose budget it is. `owner` is the user or the service account behind the credential.',
  BudgetPeriod: 'The period of a budget, in UTC. A week begins on Monday.',
  CheckName:
    'A check that every request passes. `credential`: the credential is valid. `restrictions`: the token allows the address and the origin. `rate_limit`: its limit is not used up. `scope`: it reaches the operation and the resource. `read_only`: a read-only token only reads. `seat`: its owner has an AI seat, where one is required. `permission`: its owner has the required role and permission. `budget`: no budget that pays for the answer is used up.',
  CheckVerdict:
    'The outcome of a check. `not_applicable`: the request needs no such check. `not_reached`: an earlier check refuses the request.',
  BulkRefusal: 'Why one of many tokens was not changed.',
  BulkStatus: 'What became of one of many tokens.',
  CredentialKind: 'The type of a credential.',
  DeliveredEvent: 'The type of a delivered event, including test events.',
  DeliveredEventFilter: 'The type of the events to return.',
  DeliveryState: 'The state of a delivery. The service no longer retries a `parked` delivery.',
  DisabledReason:
    'Why the service disabled a webhook. `failing`: no attempt succeeded for three days. `gone`: the receiver answered 410.',
  ErrorCode: Object.entries(ERROR_CODES)
    .map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`)
    .join('\n'),
  ExplainedMethod: 'An HTTP method.',
  Fact: 'What a check found to be wrong.',
  FactSource:
    'Where a fact comes from: the request, the token, the user who owns it, the AI seat of that user, a policy, or a budget.',
  FinishReason:
    'Why a model ended its answer. `stop`: the answer is whole. `length`: it reached the limit of the model. `content_filter`: a filter cut it. `tool_calls`: the model called a tool. `other`: another reason, or none.',
  IssuedTokenType: 'The type of the issued token, a JWT (RFC 8693, section 3).',
  LeakAction:
    'What happens to a leaked token. `alert`: its owner is told. `pause`: the service pauses it, too. `revoke`: the service revokes it, too.',
  ListedTokenType: 'The type of a token in the list of the tokens of an assistant.',
  MessageFailureCode: 'The `code` of the error that ended an answer.',
  MessageRole: 'The author of a message.',
  MessageStatus: 'The state of a message. Only answers are ever `streaming` or `failed`.',
  OAuthErrorCode: 'An error code of RFC 6749, RFC 7009 or RFC 8693.',
  OnReuse: 'What the service does on reuse, which means that somebody presents a retired secret.',
  Permission: 'A permission that a user can have in addition to those of the role.',
  PersonalTokens: 'Who may have personal tokens.',
  PolicyEnforcement: 'What happens to existing tokens that break a policy.',
  PolicyRule: 'A rule of a policy that an existing token can break.',
  PostedRole:
    'The author. The assistant answers a `user` message. It takes a `tool` message into account in its next answer.',
  RelationMethod: 'An HTTP method.',
  RestrictKind: 'The kind of restriction on the use of a token.',
  SeatFailureCode: 'Why a user did not get a seat.',
  TeamRole:
    'The role of a member. `admin`: manages the team, its members and its assistants. `editor`: manages its assistants. `viewer`: uses its assistants.',
  TokenScheme:
    'How to present the token. `DPoP` requires a proof with a key for each use (RFC 9449).',
  SuspensionReason:
    'Why a token is suspended. `owner_disabled`: its owner is disabled. `owner_without_seat`: its owner has no AI seat. `assistant_out_of_reach`: its owner may not read the assistant any more.',
  TokenStatus:
    'The status of a token. Only an `active` or `noncompliant` token is valid. A `noncompliant` one works and breaks a policy. The service refuses a `paused` token until somebody resumes it, and a `suspended` token until its owner has the right again.',
  UserSort: 'The order of a list of users.',
  TokenSort: 'The order of a list of tokens. `-` means descending.',
  TokenStatusFilter:
    'The status of the tokens to return. `active` includes the `suspended` and the `noncompliant` ones, and `noncompliant` the `suspended` ones.',
  TokenTransferRefusal:
    'Why a token was not transferred. `not_found`: it does not exist, or you may not know that it does. `personal_token`: it is a personal token. `token_not_active`: it has expired or was revoked. `owner_disabled`, `owner_without_seat`, `assistant_out_of_reach`: the new owner could not use it. `quota_exceeded`: the new owner has too many tokens.',
  TokenTransferStatus: 'Whether the new owner has the token.',
  TokenType:
    'The type of a token. An `assistant` token is limited to one assistant. A `personal` token can do everything its owner can.',
  UserRole: 'The role of a user. An `admin` has every permission.',
  SubscribedEvent: 'An event that the webhook has subscribed to.',
  WebhookEvent: 'An event that a webhook can subscribe to.',
};

/**
 * Describes enums on their own. Nest would copy the description of the first property that uses
 * one.
 *
 * @throws Error if an enum has no description
 */
export function describeEnums(schemas: Schemas): void {
  for (const [name, schema] of Object.entries(schemas) as [string, SchemaObject][]) {
    if (!schema.enum) continue;
    const description = MEANINGS[name];
    if (description === undefined) throw new Error(`The enum ${name} has no description.`);
    schema.description = description;
  }
}
