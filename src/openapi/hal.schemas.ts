import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { ApiPropertyOptions, ReferenceObject } from '@nestjs/swagger';
import { CURIE } from '../hal/relations.js';

export class LinkSchema {
  @ApiProperty({
    description: 'Path-absolute, or a URI template (RFC 6570) when `templated`.',
    example: '/api/assistants/team:sales-assistant',
  })
  href: string;

  @ApiProperty({ required: false })
  templated?: boolean;

  @ApiProperty({ required: false })
  name?: string;
}

/** Relations with an example of where each leads. */
type Relations = Record<string, string>;

/** `_links` with these relations; `optional` ones are there when they apply. */
export function ApiLinks(required: Relations, optional: Relations = {}): PropertyDecorator {
  const example = { ...required, ...optional };
  const own = Object.keys(example).some((relation) => relation.startsWith('inf:'));
  return describeLinks({
    required: Object.keys(required),
    optional: Object.keys(optional),
    curies: own ? 'optional' : 'none',
    example,
  });
}

interface LinksDescription {
  required: string[];
  optional: string[];
  /** An embedded resource leaves them to the document it is in. */
  curies: 'required' | 'optional' | 'none';
  example: Relations;
}

function describeLinks({ required, optional, curies, example }: LinksDescription) {
  const one: ReferenceObject = { $ref: getSchemaPath(LinkSchema) };
  const properties = {
    ...Object.fromEntries([...required, ...optional].map((relation) => [relation, one])),
    ...(curies !== 'none' && { curies: { type: 'array', items: one } }),
  };
  return applyDecorators(
    ApiExtraModelsOfProperty(LinkSchema),
    ApiProperty({
      type: 'object',
      properties: properties as unknown as ObjectProperties,
      required: curies === 'required' ? [...required, 'curies'] : required,
      selfRequired: true,
      additionalProperties: false,
      example: {
        ...Object.fromEntries(Object.entries(example).map(([name, href]) => [name, { href }])),
        ...(curies !== 'none' && { curies: [CURIE] }),
      },
    }),
  );
}

/** Nest's type for nested properties leaves out references, which its document takes. */
type ObjectProperties = Extract<ApiPropertyOptions, { properties: unknown }>['properties'];

type ModelClass = new (...parameters: never[]) => object;

function ApiExtraModelsOfProperty(model: ModelClass): PropertyDecorator {
  return (target) => {
    ApiExtraModels(model)(target.constructor);
  };
}

interface CollectionDescription<T extends ModelClass> {
  /** What the document calls it. */
  name: string;
  relation: string;
  item: T;
  path: string;
}

/** A page of `item`s under `_embedded[relation]`. */
export function CollectionOf<T extends ModelClass>({
  name,
  relation,
  item,
  path,
}: CollectionDescription<T>) {
  class CollectionSchema {
    @describeLinks({
      required: ['self', 'first'],
      optional: ['prev', 'next', 'last'],
      curies: 'required',
      example: { self: path, first: path, last: `${path}?cursor=WyJ0b2tlbiIsImxhc3QiXQ` },
    })
    _links: object;

    @ApiProperty({
      type: 'object',
      properties: { [relation]: { type: 'array', items: { $ref: getSchemaPath(item) } } },
      required: [relation],
      selfRequired: true,
      additionalProperties: false,
    })
    _embedded: object;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Offset of the first item.' })
    start: number;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Items in this page.', example: 1 })
    count: number;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Items in all pages.', example: 1 })
    total: number;
  }
  ApiExtraModels(item)(CollectionSchema);
  Object.defineProperty(CollectionSchema, 'name', { value: name });
  return CollectionSchema;
}
