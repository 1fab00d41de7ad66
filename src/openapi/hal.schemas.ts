import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { ApiPropertyOptions, ReferenceObject } from '@nestjs/swagger';

export class LinkSchema {
  @ApiProperty({ description: 'Path-absolute, or a URI template (RFC 6570) when `templated`.' })
  href: string;

  @ApiProperty({ required: false })
  templated?: boolean;

  @ApiProperty({ required: false })
  name?: string;
}

/** `_links` with these relations; `optional` ones are there when they apply. */
export function ApiLinks(required: string[], optional: string[] = []): PropertyDecorator {
  const one: ReferenceObject = { $ref: getSchemaPath(LinkSchema) };
  const properties = {
    ...Object.fromEntries([...required, ...optional].map((relation) => [relation, one])),
    curies: { type: 'array', items: one },
  };
  return applyDecorators(
    ApiExtraModelsOfProperty(LinkSchema),
    ApiProperty({
      type: 'object',
      properties: properties as unknown as ObjectProperties,
      required,
      additionalProperties: false,
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

/** A page of `item`s under `_embedded[relation]`, as a class that the document names `name`. */
export function CollectionOf<T extends ModelClass>(name: string, relation: string, item: T) {
  class CollectionSchema {
    @ApiLinks(['self', 'first'], ['prev', 'next', 'last'])
    _links: object;

    @ApiProperty({
      type: 'object',
      properties: { [relation]: { type: 'array', items: { $ref: getSchemaPath(item) } } },
      required: [relation],
      additionalProperties: false,
    })
    _embedded: object;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Offset of the first item.' })
    start: number;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Items in this page.' })
    count: number;

    @ApiProperty({ type: 'integer', minimum: 0, description: 'Items in all pages.' })
    total: number;
  }
  ApiExtraModels(item)(CollectionSchema);
  Object.defineProperty(CollectionSchema, 'name', { value: name });
  return CollectionSchema;
}
