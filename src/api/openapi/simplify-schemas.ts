import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Removes redundant parts from the schemas that Nest generates. */
export function simplifySchemas(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      simplifyReferences('$ref' in schema ? schema : withoutEmptyProperties(schema)),
    ]),
  );
}

/**
 * For a class without properties, only the keywords of its decorators count. An empty `oneOf` stands
 * for any JSON value.
 */
function withoutEmptyProperties(schema: SchemaObject): SchemaObject {
  const { properties = {}, ...rest } = schema;
  if (Object.keys(properties).length > 0) return schema;
  if (rest.oneOf) delete rest.type;
  if (rest.oneOf?.length === 0) delete rest.oneOf;
  return rest;
}

/** OpenAPI 3.1 allows a description next to `$ref`, so `{ allOf: [{ $ref }] }` is not needed. */
function simplifyReferences<T>(node: T): T {
  if (Array.isArray(node)) return node.map((item: unknown) => simplifyReferences(item)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const { allOf, ...rest } = node as Record<string, unknown>;
  const only = Array.isArray(allOf) && allOf.length === 1 ? (allOf[0] as object) : undefined;
  const simplified = only && '$ref' in only ? { ...only, ...rest } : node;
  return Object.fromEntries(
    Object.entries(simplified).map(([key, value]) => [key, simplifyReferences(value)]),
  ) as T;
}
