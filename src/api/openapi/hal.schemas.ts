import { ApiExtraModels, ApiProperty, ApiSchema } from '@nestjs/swagger';
import { CURIE, RELATIONS } from '../hal/relations.js';
import { schemaNameOf } from './schema-names.js';

@ApiSchema({ description: 'A HAL link.' })
export class LinkSchema {
  @ApiProperty({
    format: 'uri-template',
    description:
      'The target: an absolute path, or a URI template (RFC 6570) if `templated` is true.',
    example: '/api/assistants/team:sales-assistant',
  })
  href: string;

  @ApiProperty({
    required: false,
    description: 'Whether `href` is a URI template.',
    example: false,
  })
  templated?: boolean;

  @ApiProperty({
    required: false,
    description: 'A name that distinguishes links with the same relation.',
    example: CURIE.name,
  })
  name?: string;

  @ApiProperty({
    required: false,
    description: 'The media type of the target.',
    example: 'text/html',
  })
  type?: string;
}

type ModelClass = new (...parameters: never[]) => object;

/** Relations, each with an example target. */
type Relations = Record<string, string>;

/** Describes `_links`. `optional` relations are present only when they apply. */
export function ApiLinks(required: Relations, optional: Relations = {}): PropertyDecorator {
  const own = Object.keys({ ...required, ...optional }).some((name) => name.startsWith('inf:'));
  return (target, property) => {
    describeLinks(schemaNameOf(target.constructor.name), {
      required,
      optional,
      curies: own ? 'optional' : 'none',
    })(target, property);
  };
}

/** Describes `_embedded` with a list for each relation. */
export function ApiEmbedded(lists: Record<string, ModelClass>): PropertyDecorator {
  return (target, property) => {
    describeEmbedded(schemaNameOf(target.constructor.name), lists)(target, property);
  };
}

interface EmbedsDescription {
  one?: Record<string, ModelClass>;
  lists?: Record<string, ModelClass>;
}

/** Describes `_embedded` with the relations that the request asks for. */
export function ApiEmbeddedOnRequest({ one = {}, lists = {} }: EmbedsDescription) {
  const described = (relation: string) => ({ required: false, description: meaningOf(relation) });
  const properties: [string, PropertyDecorator][] = [
    ...Object.entries(one).map(([relation, type]): [string, PropertyDecorator] => [
      relation,
      ApiProperty({ type, ...described(relation) }),
    ]),
    ...Object.entries(lists).map(([relation, type]): [string, PropertyDecorator] => [
      relation,
      ApiProperty({ type: [type], ...described(relation) }),
    ]),
  ];
  const description =
    'The resources that `embed` requests, if they exist and the caller may read them.';
  return (target: object, property: string | symbol): void => {
    const name = `${schemaNameOf(target.constructor.name)}Embedded`;
    describeAs(name, properties, description, false)(target, property);
  };
}

interface LinksDescription {
  required: Relations;
  optional: Relations;
  /** Embedded resources have none, because the enclosing document has them. */
  curies: 'required' | 'optional' | 'none';
}

/** @param name the name of the resource that has the links */
function describeLinks(name: string, { required, optional, curies }: LinksDescription) {
  const properties = Object.entries({ ...required, ...optional }).map(
    ([relation, href]): [string, PropertyDecorator] => [
      relation,
      ApiProperty({
        type: LinkSchema,
        required: relation in required,
        description: meaningOf(relation),
        example: { href },
      }),
    ],
  );
  const curiesProperty = ApiProperty({
    type: [LinkSchema],
    required: curies === 'required',
    description: 'The documentation of the relations in this document.',
    example: [CURIE],
  });
  return describeAs(
    `${name}Links`,
    curies === 'none' ? properties : [...properties, ['curies', curiesProperty]],
    'Links to related resources and to the operations that the caller can perform.',
  );
}

function describeEmbedded(name: string, lists: Record<string, ModelClass>) {
  return describeAs(
    `${name}Embedded`,
    Object.entries(lists).map(([relation, item]) => [
      relation,
      ApiProperty({ type: [item], description: meaningOf(relation) }),
    ]),
    'The embedded resources.',
  );
}

/** Gives the property a named schema, so that generated clients have a named type. */
function describeAs(
  name: string,
  properties: [string, PropertyDecorator][],
  description: string,
  required = true,
) {
  @ApiSchema({ description })
  class PropertySchema {}
  Object.defineProperty(PropertySchema, 'name', { value: name });
  for (const [property, decorate] of properties) decorate(PropertySchema.prototype, property);
  return ApiProperty({ type: PropertySchema, readOnly: true, required });
}

/** https://www.iana.org/assignments/link-relations */
const REGISTERED: Readonly<Record<string, string>> = {
  self: 'The resource itself.',
  first: 'The first page.',
  prev: 'The page before this one.',
  next: 'The page after this one.',
  last: 'The last page.',
  edit: 'PATCH this to update the resource, or PUT if it has no PATCH.',
  status: 'Whether the service is ready.',
  'service-desc': 'The OpenAPI document.',
  'service-doc': 'The interactive documentation.',
};

function meaningOf(relation: string): string {
  return REGISTERED[relation] ?? RELATIONS[relation.replace(/^inf:/, '')]?.meaning ?? relation;
}

interface CollectionDescription<T extends ModelClass> {
  /** The name in the document. */
  name: string;
  relation: string;
  item: T;
  path: string;
}

/** The schema of a page with `item`s in `_embedded[relation]`. */
export function CollectionOf<T extends ModelClass>({
  name,
  relation,
  item,
  path,
}: CollectionDescription<T>) {
  class CollectionSchema {
    @describeLinks(name, {
      required: { self: path, first: path },
      optional: {
        prev: `${path}?cursor=WyJ0b2tlbiIsImJlZm9yZSJd`,
        next: `${path}?cursor=WyJ0b2tlbiIsImFmdGVyIl0`,
        last: `${path}?cursor=WyJ0b2tlbiIsImxhc3QiXQ`,
      },
      curies: 'required',
    })
    _links: object;

    @describeEmbedded(name, { [relation]: item })
    _embedded: object;

    @ApiProperty({
      type: 'integer',
      minimum: 0,
      description: 'The offset of the first item.',
      example: 0,
    })
    start: number;

    @ApiProperty({
      type: 'integer',
      minimum: 0,
      description: 'The number of items in this page.',
      example: 1,
    })
    count: number;

    @ApiProperty({
      type: 'integer',
      minimum: 0,
      description: 'The number of items in all pages.',
      example: 1,
    })
    total: number;
  }
  ApiExtraModels(item)(CollectionSchema);
  Object.defineProperty(CollectionSchema, 'name', { value: name });
  return CollectionSchema;
}
