import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';
import { ERROR_CODES } from '../../platform/errors/error-code.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

const MEANINGS: Readonly<Record<string, string>> = {
  AttemptError: 'Why an attempt to reach a webhook failed.',
  CredentialKind: 'The kinds of credentials.',
  DeliveredEvent: 'What a webhook is told of, its tests included.',
  DeliveryState: 'How far a delivery has come; `parked`: given up.',
  DisabledReason:
    'Why the service disabled a webhook: `failing`: no attempt succeeded for three days; `gone`: the receiver answered 410.',
  ErrorCode: Object.entries(ERROR_CODES)
    .map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`)
    .join('\n'),
  IssuedTokenType: 'What a JWT is called (RFC 8693, section 3).',
  MessageFailureCode: 'The `code` of what ended an answer.',
  MessageRole: 'Who says it: the user, the assistant, or a tool.',
  MessageStatus: 'Whether more is to come.',
  OAuthErrorCode: 'The words of RFC 6749, RFC 7009 and RFC 8693.',
  OnReuse: 'What happens when a retired secret is presented.',
  Permission: 'What a user may do beside what its role says.',
  PostedRole: '`user`: the assistant answers. `tool`: kept for its next answer.',
  RelationMethod: 'What may be asked of a resource.',
  RestrictKind: 'What limits the use of a token.',
  SeatFailureCode: 'Why there is no seat for a user.',
  TeamRole:
    '`admin`: the team, its members and assistants. `editor`: its assistants. `viewer`: sees and uses them.',
  TokenScheme: '`DPoP`: each use must be proved with a key (RFC 9449).',
  TokenStatus: 'Only an `active` token is good.',
  TokenType: '`assistant`: one assistant only. `personal`: all its owner may.',
  UserRole: 'An `admin` may all.',
  WebhookEvent: 'What a webhook can be told of.',
};

/** Nest describes an enum as the property that it meets first. @throws Error for an unknown one */
export function describeEnums(schemas: Schemas): void {
  for (const [name, schema] of Object.entries(schemas) as [string, SchemaObject][]) {
    if (!schema.enum) continue;
    const description = MEANINGS[name];
    if (description === undefined) throw new Error(`Nobody says what the enum ${name} means.`);
    schema.description = description;
  }
}
