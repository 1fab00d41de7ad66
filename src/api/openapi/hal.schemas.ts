import { ApiExtraModels, ApiProperty, ApiSchema } from '@nestjs/swagger';
import { CURIE, RELATIONS } from '../hal/relations.js';
import { schemaNameOf } from './schema-names.js';

@ApiSchema({ description: 'A link of HAL.' })
export class LinkSchema {
  @ApiProperty({
    format: 'uri-template',
    description: 'Path-absolute, or a URI template (RFC 6570) when `templated`.',
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
    description: 'Tells links of one relation apart.',
    example: CURIE.name,
  })
  name?: string;

  @ApiProperty({
    required: false,
    description: 'Media type of what is there.',
    example: 'text/html',
  })
  type?: string;
}

type ModelClass = new (...parameters: never[]) => object;

/** Relations with an example of where each leads. */
type Relations = Record<string, string>;

/** `_links` with these relations; `optional` ones are there when they apply. */
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

/** `_embedded` with a list of each of these relations. */
export function ApiEmbedded(lists: Record<string, ModelClass>): PropertyDecorator {
  return (target, property) => {
    describeEmbedded(schemaNameOf(target.constructor.name), lists)(target, property);
  };
}

interface EmbedsDescription {
  one?: Record<string, ModelClass>;
  lists?: Record<string, ModelClass>;
}

/** `_embedded` with those of these relations that the request has asked for. */
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
  const description = 'What `embed` asked for, as far as there is any for the caller.';
  return (target: object, property: string | symbol): void => {
    const name = `${schemaNameOf(target.constructor.name)}Embedded`;
    describeAs(name, properties, description, false)(target, property);
  };
}

interface LinksDescription {
  required: Relations;
  optional: Relations;
  /** An embedded resource leaves them to the document it is in. */
  curies: 'required' | 'optional' | 'none';
}

/** @param name of the resource whose links they are */
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
    description: 'Where the relations of this document are explained.',
    example: [CURIE],
  });
  return describeAs(
    `${name}Links`,
    curies === 'none' ? properties : [...properties, ['curies', curiesProperty]],
    'Where one can go from here.',
  );
}

function describeEmbedded(name: string, lists: Record<string, ModelClass>) {
  return describeAs(
    `${name}Embedded`,
    Object.entries(lists).map(([relation, item]) => [
      relation,
      ApiProperty({ type: [item], description: meaningOf(relation) }),
    ]),
    'The resources that it holds.',
  );
}

/** The property has a type of its own, with a name in generated clients. */
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
  edit: 'PATCH this to change the resource; PUT, where there is no PATCH.',
  status: 'Whether the service is ready.',
  'service-desc': 'The OpenAPI document.',
  'service-doc': 'The documentation, to read and to try.',
};

function meaningOf(relation: string): string {
  return REGISTERED[relation] ?? RELATIONS[relation.replace(/^inf:/, '')]?.meaning ?? relation;
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
      description: 'Offset of the first item.',
      example: 0,
    })
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
