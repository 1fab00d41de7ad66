import type {
  ComponentsObject,
  OperationObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Unknown properties of a body are refused. */
export function closeRequestBody({ requestBody }: OperationObject, schemas: Schemas): void {
  const { content = {} } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  for (const { schema } of Object.values(content)) {
    const body = resolve(schema, schemas);
    if (body) body.additionalProperties = false;
  }
}

function resolve(
  schema: SchemaObject | ReferenceObject | undefined,
  schemas: Schemas,
): SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  return schemas[schema.$ref.replace('#/components/schemas/', '')] as SchemaObject | undefined;
}
