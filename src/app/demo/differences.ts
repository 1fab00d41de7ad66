/** @param expected a value, a part of an object, or a pattern for a text */
export function differences(expected: unknown, actual: unknown, where = ''): string[] {
  if (!isNested(expected)) {
    const agrees = Object.is(expected, actual) || matches(expected, actual);
    return agrees ? [] : [`${where} should be ${show(expected)}, but is ${show(actual)}`];
  }
  if (!isNested(actual)) return [`${where} should be ${show(expected)}, but is ${show(actual)}`];
  const parts = Object.entries(expected).flatMap(([key, value]) =>
    differences(value, actual[key], where === '' ? key : `${where}.${key}`),
  );
  return [...differingLength(expected, actual, where), ...parts];
}

function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof RegExp);
}

function matches(expected: unknown, actual: unknown): boolean {
  return expected instanceof RegExp && typeof actual === 'string' && expected.test(actual);
}

function differingLength(expected: unknown, actual: unknown, where = ''): string[] {
  if (!Array.isArray(expected)) return [];
  const length = Array.isArray(actual) ? actual.length : 'no list';
  return length === expected.length
    ? []
    : [`${where} should have ${expected.length} entries, but has ${length}`];
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  return value instanceof RegExp ? `like ${value.source}` : JSON.stringify(value);
}
