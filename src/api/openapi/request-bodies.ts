import type {
  ComponentsObject,
  OperationObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Forbids unknown properties at any depth. */
export function closeRequestBody({ requestBody }: OperationObject, schemas: Schemas): void {
  const { content = {} } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  for (const { schema } of Object.values(content)) close(schema, schemas);
}

function close(schema: Form, schemas: Schemas): void {
  const body = resolveSchema(schema, schemas);
  if (!body?.properties) return;
  body.additionalProperties = false;
  for (const property of Object.values(body.properties)) close(property, schemas);
}

export type Form = SchemaObject | ReferenceObject | undefined;

/** The forms of a `oneOf`, which has no properties of its own. */
export function formsOf(schema: Form): Form[] {
  return schema && 'oneOf' in schema ? (schema.oneOf ?? []) : [schema];
}

export function resolveSchema(schema: Form, schemas: Schemas): SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  return schemas[schema.$ref.replace('#/components/schemas/', '')] as SchemaObject | undefined;
}
