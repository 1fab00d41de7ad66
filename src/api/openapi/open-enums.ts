import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** What will have more values, which no client may stumble over. */
const OPEN = new Set(['AttemptError', 'ErrorCode', 'MessageFailureCode']);

/**
 * A client that was generated from a closed enum refuses an answer with a value it does not know.
 * These tell their values as `x-extensible-enum`, and are strings.
 */
export function openEnums(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      OPEN.has(name) ? open(schema as SchemaObject) : schema,
    ]),
  );
}

function open({ enum: values, ...schema }: SchemaObject): SchemaObject {
  return { ...schema, 'x-extensible-enum': values } as SchemaObject;
}
