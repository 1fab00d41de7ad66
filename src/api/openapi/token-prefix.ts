import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';
import { DEFAULT_TOKEN_PREFIX, TOKEN_PREFIX } from '../../platform/crypto/secret-pattern.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

const DEFAULT_PATTERN = /^\^i5(?=[tc]_)/;

/**
 * The schemas of an instance with another `TOKEN_PREFIX`. They allow every prefix, because a replayed
 * response may contain a value with an earlier one.
 */
export function withTokenPrefix(schemas: Schemas, tokenPrefix: string): Schemas {
  if (tokenPrefix === DEFAULT_TOKEN_PREFIX) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, withPattern(schema as SchemaObject)]),
  );
}

function withPattern(schema: SchemaObject): SchemaObject {
  const token = schema.properties?.token as SchemaObject | undefined;
  if (token?.pattern === undefined) return schema;
  const pattern = token.pattern.replace(DEFAULT_PATTERN, `^${TOKEN_PREFIX}`);
  return { ...schema, properties: { ...schema.properties, token: { ...token, pattern } } };
}
