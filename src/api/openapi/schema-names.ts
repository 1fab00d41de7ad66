import type { ComponentsObject, OpenAPIObject } from '@nestjs/swagger';

const REFERENCE = '#/components/schemas/';
const SUFFIXES = /(Resource|Schema|Dto)$/;
/** `Error` is a built-in name in most languages. */
const OWN: Readonly<Record<string, string>> = { ErrorSchema: 'ApiError' };

/**
 * The name of a type in generated clients, without the suffixes of this code base: `TokenResource`
 * → `Token`, `CreateTokenDto` → `CreateTokenRequest`.
 */
export function schemaNameOf(className: string): string {
  return OWN[className] ?? className.replace(SUFFIXES, (part) => (part === 'Dto' ? 'Request' : ''));
}

/** Renames all schemas for readers. @throws Error if two classes get the same name */
export function nameSchemas(document: OpenAPIObject): OpenAPIObject {
  const { schemas = {} } = document.components ?? {};
  return {
    ...renameReferences(document),
    components: { ...renameReferences(document.components), schemas: rename(schemas) },
  };
}

type Schemas = NonNullable<ComponentsObject['schemas']>;

function rename(schemas: Schemas): Schemas {
  const renamed: Schemas = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const own = schemaNameOf(name);
    if (Object.hasOwn(renamed, own)) throw new Error(`Two schemas have the name ${own}.`);
    renamed[own] = renameReferences(schema);
  }
  return renamed;
}

function renameReferences<T>(node: T): T {
  if (Array.isArray(node)) return node.map((item: unknown) => renameReferences(item)) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' && value.startsWith(REFERENCE)
        ? `${REFERENCE}${schemaNameOf(value.slice(REFERENCE.length))}`
        : renameReferences(value),
    ]),
  ) as T;
}
