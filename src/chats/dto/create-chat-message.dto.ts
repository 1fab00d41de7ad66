import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, ValidateNested } from 'class-validator';
import type { ErrorDetail } from '../../platform/errors/domain-error.js';
import { Optional } from '../../api/validation/optional.js';
import { FIND_PROBLEMS } from '../../api/validation/whole-check.js';
import type { WholeCheck } from '../../api/validation/whole-check.js';
import { SchemaKeywords } from '../../api/openapi/schema-keywords.decorator.js';
import { MessageContent } from './message-content.js';

const POSTED_ROLES = ['user', 'tool'] as const;

const ROLE = {
  enum: POSTED_ROLES,
  enumName: 'PostedRole',
  description:
    'The author. The assistant answers a `user` message. It takes a `tool` message into account in its next answer.',
  example: 'user',
} as const;

@ApiSchema({ description: 'A message from the user or a tool.' })
export class PostedMessageDto {
  @ApiProperty(ROLE)
  @IsIn(POSTED_ROLES)
  role: (typeof POSTED_ROLES)[number];

  @MessageContent()
  content: string;
}

@SchemaKeywords({
  description: 'A new message: `role` and `content`, or both inside `message`.',
  minProperties: 1,
  maxProperties: 2,
  dependentRequired: { role: ['content'], content: ['role'] },
})
export class CreateChatMessageDto implements WholeCheck {
  @ApiPropertyOptional(ROLE)
  @Optional()
  @IsIn(POSTED_ROLES)
  role?: PostedMessageDto['role'];

  @Optional()
  @MessageContent({ required: false })
  content?: string;

  @ApiPropertyOptional({
    type: PostedMessageDto,
    description: 'The message. Use it instead of `role` and `content`.',
  })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => PostedMessageDto)
  message?: PostedMessageDto;

  [FIND_PROBLEMS](): ErrorDetail[] {
    const { role, content, message } = this;
    const plain = { role, content };
    if (message !== undefined) {
      return Object.entries(plain)
        .filter(([, value]) => value !== undefined)
        .map(([field]) => ({ field, message: `${field} is not allowed together with message` }));
    }
    return Object.entries(plain)
      .filter(([, value]) => value === undefined)
      .map(([field]) => ({ field, message: `${field} is required` }));
  }
}

export function postedMessageIn({
  role,
  content,
  message,
}: CreateChatMessageDto): PostedMessageDto {
  if (message !== undefined) return message;
  if (role !== undefined && content !== undefined) return { role, content };
  throw new Error('A message was not validated.');
}

/** @param body not validated yet */
export function isToolMessage(body: Record<string, unknown>): boolean {
  const { message } = body;
  const posted = typeof message === 'object' && message !== null ? message : body;
  return (posted as { role?: unknown }).role === 'tool';
}
