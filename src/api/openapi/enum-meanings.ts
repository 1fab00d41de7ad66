import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';
import { ERROR_CODES } from '../../platform/errors/error-code.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

const MEANINGS: Readonly<Record<string, string>> = {
  AttemptError: 'Why an attempt to reach a webhook failed.',
  CredentialKind: 'The type of a credential.',
  DeliveredEvent: 'The type of a delivered event, including test events.',
  DeliveryState: 'The state of a delivery. The service no longer retries a `parked` delivery.',
  DisabledReason:
    'Why the service disabled a webhook. `failing`: no attempt succeeded for three days. `gone`: the receiver answered 410.',
  ErrorCode: Object.entries(ERROR_CODES)
    .map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`)
    .join('\n'),
  IssuedTokenType: 'The type of the issued token, a JWT (RFC 8693, section 3).',
  MessageFailureCode: 'The `code` of the error that ended an answer.',
  MessageRole: 'The author of a message.',
  MessageStatus: 'The state of a message. Only answers are ever `streaming` or `failed`.',
  OAuthErrorCode: 'An error code of RFC 6749, RFC 7009 or RFC 8693.',
  OnReuse: 'What the service does on reuse, which means that somebody presents a retired secret.',
  Permission: 'A permission that a user can have in addition to those of the role.',
  PostedRole:
    'The author. The assistant answers a `user` message. It takes a `tool` message into account in its next answer.',
  RelationMethod: 'An HTTP method.',
  RestrictKind: 'The kind of restriction on the use of a token.',
  SeatFailureCode: 'Why a user did not get a seat.',
  TeamRole:
    'The role of a member. `admin`: manages the team, its members and its assistants. `editor`: manages its assistants. `viewer`: uses its assistants.',
  TokenScheme:
    'How to present the token. `DPoP` requires a proof with a key for each use (RFC 9449).',
  TokenStatus: 'The status of a token. Only an `active` token is valid.',
  TokenType:
    'The type of a token. An `assistant` token is limited to one assistant. A `personal` token can do everything its owner can.',
  UserRole: 'The role of a user. An `admin` has every permission.',
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
