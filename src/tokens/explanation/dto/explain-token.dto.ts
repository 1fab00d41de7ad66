import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsIP, IsObject, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { holdsSecret } from '../../../admission/authentication/credential-placement.middleware.js';
import { TIME } from '../../../api/openapi/properties.js';
import { IsDateTime } from '../../../api/validation/date-time.js';
import { Optional } from '../../../api/validation/optional.js';
import { FIND_PROBLEMS } from '../../../api/validation/whole-check.js';
import type { WholeCheck } from '../../../api/validation/whole-check.js';
import { ASSISTANT_REF_SCHEMA, parseAssistantRef } from '../../../assistants/assistant-ref.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.js';

export const EXPLAINED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type ExplainedMethod = (typeof EXPLAINED_METHODS)[number];

const PATH_MAX_LENGTH = 2_000;
/** An absolute path with an optional query. */
const PATH = /^\/[^\s#]*$/;
const ORIGIN_MAX_LENGTH = 300;

const IsAssistantRef = () =>
  ValidateBy({
    name: 'isAssistantRef',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseAssistantRef(value) !== null,
      defaultMessage: () =>
        '$property must be the UUID or the natural id (ownerId:slug) of an assistant',
    },
  });

@ApiSchema({
  description: 'The request to explain. It needs a `path` or an `assistantId`, but not both.',
})
export class ExplainTokenDto implements WholeCheck {
  @ApiPropertyOptional({
    enum: EXPLAINED_METHODS,
    enumName: 'ExplainedMethod',
    description: 'The method of the request. Defaults to `GET`.',
    example: 'POST',
  })
  @Optional()
  @IsIn(EXPLAINED_METHODS)
  method?: ExplainedMethod;

  @ApiPropertyOptional({
    pattern: PATH.source,
    maxLength: PATH_MAX_LENGTH,
    description: 'The path of the request, with its query if it has one.',
    example: '/api/chats',
  })
  @Optional()
  @IsString()
  @MaxLength(PATH_MAX_LENGTH)
  @Matches(PATH, { message: '$property must be an absolute path, such as /api/chats' })
  path?: string;

  @ApiPropertyOptional({
    ...ASSISTANT_REF_SCHEMA,
    description:
      'The UUID or natural id of an assistant, instead of a path. This explains whether a gateway lets a request for the assistant pass, as `verifyRequest` does. With the method `GET`, this is the same as reading the assistant.',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsAssistantRef()
  assistantId?: string;

  @ApiPropertyOptional({
    pattern: '^[0-9A-Fa-f:.]+$',
    maxLength: 45,
    description:
      'The client address, IPv4 or IPv6. Without it, a token that is restricted to addresses is refused.',
    example: '203.0.113.7',
  })
  @Optional()
  @IsString()
  @IsIP(undefined, { message: '$property must be an IPv4 or IPv6 address' })
  address?: string;

  @ApiPropertyOptional({
    maxLength: ORIGIN_MAX_LENGTH,
    description:
      'The `Origin` header. Without it, a token that is restricted to a host is refused.',
    example: 'https://app.example.com',
  })
  @Optional()
  @IsString()
  @MaxLength(ORIGIN_MAX_LENGTH)
  origin?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'The JSON body of the request. A few operations have rules that depend on it, such as the `type` of a new token. It is not stored.',
    example: {},
  })
  @Optional()
  @Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key])
  @IsObject()
  body?: object;

  @ApiPropertyOptional({
    ...TIME,
    description:
      'When the request is made. Defaults to now. The check of the credential uses it for expiry and for the end of an overlap. Everything else is as it is now.',
    example: '2026-12-24T10:00:00.000Z',
  })
  @Optional()
  @IsDateTime()
  at?: Date;

  [FIND_PROBLEMS](): ErrorDetail[] {
    const { path, assistantId } = this;
    return [
      ...(path === undefined && assistantId === undefined
        ? [{ field: 'path', message: 'path is required without assistantId' }]
        : []),
      ...(path !== undefined && assistantId !== undefined
        ? [{ field: 'assistantId', message: 'assistantId is not allowed with path' }]
        : []),
      ...(typeof path === 'string' && holdsSecret(path)
        ? [{ field: 'path', message: 'path must not contain a token' }]
        : []),
    ];
  }
}
