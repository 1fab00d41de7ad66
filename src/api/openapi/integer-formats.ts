/** Integers have 32 bits, unless they declare another format. */
export function formatIntegers(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  if ([schema.type].flat().includes('integer')) schema.format ??= 'int32';
  for (const child of Object.values(schema)) formatIntegers(child);
}
