import { applyDecorators, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiPropertyOptional, ApiQuery } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import type { Request } from 'express';
import { ValidationError } from '../../platform/errors/domain-error.js';
import { Optional } from '../validation/optional.js';

const DESCRIPTION =
  'The resources to embed, separated by commas. The response contains those that exist and that you may read.';

/** The query parameter `embed` in the DTO of a list. Allows these names only. */
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
 * The query parameter `embed` of a single resource, without the cost of validating a DTO.
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

/** Removes duplicates. Accepts one parameter with a list, or several parameters. */
function namesIn(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const names = ([value].flat() as string[]).flatMap((part) => part.split(','));
  return [...new Set(names)];
}

function problemOf(names: readonly string[]): string {
  return `embed must be ${names.map((name) => `\`${name}\``).join(' or ')}, or a list of these, separated by commas`;
}
