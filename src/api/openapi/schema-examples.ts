import type { ComponentsObject, ReferenceObject, SchemaObject } from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;
type Schema = SchemaObject | ReferenceObject;

/**
 * Builds an example of a schema from the examples of its parts.
 *
 * @param parts whether objects get their required properties only, or all properties
 */
export function exampleOf(schema: Schema, schemas: Schemas, parts: 'required' | 'all'): unknown {
  if ('example' in schema) return schema.example;
  if ('$ref' in schema) {
    return exampleOf(schemas[schema.$ref.replace(/.*\//, '')] ?? {}, schemas, parts);
  }
  const { enum: values, anyOf, items, properties } = schema;
  if (values) return values[0];
  if (anyOf?.[0]) return exampleOf(anyOf[0], schemas, parts);
  if (items) return [exampleOf(items, schemas, parts)];
  const shown = Object.entries(properties ?? {}).filter(
    ([name]) => parts === 'all' || schema.required?.includes(name),
  );
  return Object.fromEntries(
    shown.map(([name, property]) => [name, exampleOf(property, schemas, parts)]),
  );
}
