/**
 * `application/x-www-form-urlencoded` as an object. A parameter without a value counts as left out
 * (RFC 6749, section 3.1); one that is repeated, which the RFC forbids, becomes an array, and so has
 * the wrong type wherever a text is expected.
 */
export function parseForm(text: string): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const before = fields.get(name);
    if (Array.isArray(before)) before.push(value);
    else if (before !== undefined) fields.set(name, [before, value]);
    else if (value !== '') fields.set(name, value);
  }
  return Object.fromEntries(fields);
}
