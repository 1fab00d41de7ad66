import type { OpenAPIObject, OperationObject, RequestBodyObject } from '@nestjs/swagger';

interface DescribedOperation {
  /** Such as `GET /api/tokens/{id}`. */
  route: string;
  method: string;
  path: string;
  operation: OperationObject;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

export function operationsOf({ paths }: OpenAPIObject): DescribedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((name) => {
      const operation = item[name];
      const method = name.toUpperCase();
      return operation ? [{ route: `${method} ${path}`, method, path, operation }] : [];
    }),
  );
}

interface DocumentNode {
  /** JSON pointer into the document. */
  pointer: string;
  node: Record<string, unknown>;
}

/** Every object of the document that is not a value of an example. */
export function nodesOf(node: unknown, pointer = ''): DocumentNode[] {
  if (typeof node !== 'object' || node === null) return [];
  const children = Object.entries(node)
    .filter(([key]) => key !== 'example' && key !== 'value')
    .flatMap(([key, child]) => nodesOf(child, `${pointer}/${escapePointer(key)}`));
  if (Array.isArray(node)) return children;
  return [{ pointer, node: node as Record<string, unknown> }, ...children];
}

/** Resolves a reference such as `#/components/schemas/TokenResource`. */
export function resolveReference(document: OpenAPIObject, reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}

export function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The reference of the schema of a JSON body. Uses the first form when there are several. */
export function bodyReferenceOf({ requestBody }: OperationObject): string | undefined {
  const { content } = (requestBody ?? { content: {} }) as RequestBodyObject;
  const schema = (content['application/json']?.schema ?? {}) as SchemaNode;
  const [form = schema] = schema.anyOf ?? schema.oneOf ?? [];
  return form.$ref;
}

interface SchemaNode {
  $ref?: string;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}
