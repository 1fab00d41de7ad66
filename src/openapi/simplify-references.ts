/** `{ allOf: [{ $ref }] }` is how OpenAPI 3.0 put a description beside a reference; 3.1 just does. */
export function simplifyReferences<T>(node: T): T {
  if (Array.isArray(node)) return node.map((item: unknown) => simplifyReferences(item)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const { allOf, ...rest } = node as Record<string, unknown>;
  const only = Array.isArray(allOf) && allOf.length === 1 ? (allOf[0] as object) : undefined;
  const simplified = only && '$ref' in only ? { ...only, ...rest } : node;
  return Object.fromEntries(
    Object.entries(simplified).map(([key, value]) => [key, simplifyReferences(value)]),
  ) as T;
}
