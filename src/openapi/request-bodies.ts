import type {
  ComponentsObject,
  OperationObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Unknown properties of a body are refused, at any depth. */
export function closeRequestBody({ requestBody }: OperationObject, schemas: Schemas): void {
  const { content = {} } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  for (const { schema } of Object.values(content)) close(schema, schemas);
}

function close(schema: SchemaObject | ReferenceObject | undefined, schemas: Schemas): void {
  const body = resolve(schema, schemas);
  if (!body?.properties) return;
  body.additionalProperties = false;
  for (const property of Object.values(body.properties)) close(property, schemas);
}

function resolve(
  schema: SchemaObject | ReferenceObject | undefined,
  schemas: Schemas,
): SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  return schemas[schema.$ref.replace('#/components/schemas/', '')] as SchemaObject | undefined;
}
