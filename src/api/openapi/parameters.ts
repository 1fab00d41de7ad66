import type {
  ComponentsObject,
  OperationObject,
  ParameterObject,
  SchemaObject,
} from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Nest leaves the example of a parameter in its schema, and that of an enum nowhere. */
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
