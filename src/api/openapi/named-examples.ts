import type {
  ComponentsObject,
  ContentObject,
  ExampleObject,
  ExamplesObject,
  OperationObject,
  ReferenceObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger';
import { exampleOf } from './schema-examples.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/**
 * Lets bodies and responses without own examples refer to the examples of their schemas, one for
 * each form that they can have.
 */
export function referToExamples(
  { requestBody, responses }: OperationObject,
  schemas: Schemas,
): void {
  const { content = {} } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  describe(content, schemas);
  for (const response of Object.values(responses)) {
    describe((response as ResponseObject).content ?? {}, schemas);
  }
}

/** An example of each schema by name, to which operations refer. */
export function schemaExamples(schemas: Schemas): Record<string, ExampleObject> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { description, additionalProperties } = schema as SchemaObject;
      const parts = additionalProperties === false ? 'all' : 'required';
      return [name, { summary: description ?? name, value: exampleOf(schema, schemas, parts) }];
    }),
  );
}

function describe(content: ContentObject, schemas: Schemas): void {
  for (const media of Object.values(content)) {
    const name = nameOf(media.schema);
    if (media.examples || name === null) continue;
    const { oneOf } = schemas[name] as SchemaObject;
    const forms = oneOf?.map((form) => nameIn((form as { $ref: string }).$ref)) ?? [name];
    media.examples = Object.fromEntries(
      forms.map((form) => [form, { $ref: `#/components/examples/${form}` }]),
    ) satisfies ExamplesObject;
  }
}

/** The name of a schema, also if the body is optional (`anyOf`). */
function nameOf(schema: SchemaObject | ReferenceObject | undefined): string | null {
  if (!schema) return null;
  if ('$ref' in schema) return nameIn(schema.$ref);
  return nameOf(schema.anyOf?.[0]);
}

function nameIn(reference: string): string {
  return reference.replace(/.*\//, '');
}
