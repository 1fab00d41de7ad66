import type {
  ComponentsObject,
  OperationObject,
  ParameterObject,
  SchemaObject,
} from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Moves examples to the parameter. Nest leaves them in the schema, and drops those of enums. */
export function moveExamples({ parameters = [] }: OperationObject, schemas: Schemas): void {
  for (const parameter of parameters as ParameterObject[]) {
    const { schema } = parameter;
    if (!schema) continue;
    if ('$ref' in schema) {
      const { enum: values } = schemas[schema.$ref.replace(/.*\//, '')] as SchemaObject;
      parameter.example ??= values?.[0];
    } else {
      parameter.example ??= schema.example;
      parameter.schema = { ...schema };
      delete parameter.schema.example;
    }
  }
}
