import { applyDecorators, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiPropertyOptional, ApiQuery } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import type { Request } from 'express';
import { ValidationError } from '../../platform/errors/domain-error.js';
import { Optional } from '../validation/optional.js';

const DESCRIPTION =
  'What to embed, names separated by commas: as far as you may read it by itself. What is not there, or not for you, is left out.';

/** The query parameter `embed` of a list, in its DTO: these names and no others. */
export function Embed(names: readonly string[]): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      isArray: true,
      minItems: 1,
      enum: names,
      example: names,
      description: DESCRIPTION,
      style: 'form',
      explode: false,
    } as Parameters<typeof ApiPropertyOptional>[0]),
    Transform(({ value }: { value: unknown }) => namesIn(value)),
    Optional(),
    IsIn(names, { each: true, message: problemOf(names) }),
  );
}

export const ApiEmbed = (names: readonly string[]) =>
  ApiQuery({
    name: 'embed',
    required: false,
    description: DESCRIPTION,
    style: 'form',
    explode: false,
    schema: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', enum: [...names] },
      example: [...names],
    },
  });

const NONE: readonly string[] = [];

/**
 * The same of one resource, where nobody else waits for a query to be validated.
 *
 * @throws ValidationError
 */
export const EmbedOf = createParamDecorator(
  (names: readonly string[], context: ExecutionContext): readonly string[] => {
    const { originalUrl, query } = context.getArgByIndex<Request>(0);
    if (!originalUrl.includes('?') || query.embed === undefined) return NONE;
    const asked = namesIn(query.embed) ?? [];
    if (asked.every((name) => names.includes(name))) return asked;
    throw new ValidationError([{ field: 'embed', message: problemOf(names) }]);
  },
);

/** Once each; a list may be given in one parameter or in several. */
function namesIn(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const names = ([value].flat() as string[]).flatMap((part) => part.split(','));
  return [...new Set(names)];
}

function problemOf(names: readonly string[]): string {
  return `embed must be ${names.map((name) => `\`${name}\``).join(' or ')}, or several of these with commas between them`;
}
