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
    for (const form of formsOf(schema)) {
      const body = resolve(form, schemas);
      if (body) body.additionalProperties = false;
    }
  }
}

type Form = SchemaObject | ReferenceObject | undefined;

/** A body that may take one of several forms has no properties of its own. */
function formsOf(schema: Form): Form[] {
  return schema && 'oneOf' in schema ? (schema.oneOf ?? []) : [schema];
}

function resolve(
  schema: SchemaObject | ReferenceObject | undefined,
  schemas: Schemas,
): SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  return schemas[schema.$ref.replace('#/components/schemas/', '')] as SchemaObject | undefined;
}
