import type {
  ComponentsObject,
  OperationObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from '@nestjs/swagger';
import { URLENCODED } from '../../platform/http/form-media-types.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

const COMPONENTS = '#/components/schemas/';

/** Forbids unknown properties at any depth, except in forms. */
export function closeRequestBody({ requestBody }: OperationObject, schemas: Schemas): void {
  const { content = {} } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  for (const { schema } of Object.values(content)) close(schema, schemas);
  const form = content[URLENCODED];
  if (form?.schema) form.schema = openForm(form.schema, schemas);
}

/** The same schema under another name, with unknown properties, which forms may have. */
function openForm(schema: SchemaObject | ReferenceObject, schemas: Schemas): ReferenceObject {
  if (!('$ref' in schema)) throw new Error('The body of a form has no name.');
  const name = schema.$ref.slice(COMPONENTS.length).replace(/Dto$/, 'FormDto');
  schemas[name] = { ...resolveSchema(schema, schemas), additionalProperties: true };
  return { $ref: COMPONENTS + name };
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
  return schemas[schema.$ref.slice(COMPONENTS.length)] as SchemaObject | undefined;
}
