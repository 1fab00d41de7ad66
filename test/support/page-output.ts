import type { PageOutput } from './page-script.js';

const VARYING: [RegExp, string][] = [
  [/\r\n/g, '\n'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}-…/g, '<id>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/\d{4}-\d\d-\d\d/g, '<day>'],
  [/i5[stc]_[0-9A-Za-z]+…?/g, '<token>'],
  [/whsec_[0-9A-Za-z+/=]+/g, '<secret>'],
  [/eyJ[\w.-]+…?/g, '<jwt>'],
  [/"[\w-]{16}\.[\w-]{16}"/g, '<tag>'],
  [/http:\/\/(127\.0\.0\.1|localhost):\d+/g, '<url>'],
];
const EPOCH_SECONDS = { from: 1_000_000_000, below: 10_000_000_000 };
/** As a key of an object, it stands for further members. */
const MORE = '…';

/** The printed and the documented output, both without values that differ between runs. */
export function comparable(
  printed: string,
  { language, text }: PageOutput,
): { printed: unknown; shown: unknown } {
  if (language !== 'json') {
    return { printed: withoutWhatVaries(printed), shown: withoutWhatVaries(text) };
  }
  const shown = JSON.parse(text) as unknown;
  return { printed: asFarAs(shown, JSON.parse(printed)), shown: asFarAs(shown, shown) };
}

function withoutWhatVaries(text: string): string {
  return VARYING.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), text).trim();
}

/** The value without varying parts, without members that the page omits (`…`), and without CURIEs. */
function asFarAs(shown: unknown, value: unknown): unknown {
  if (typeof value === 'string') return withoutWhatVaries(value);
  if (typeof value === 'number') return isMoment(value) ? '<seconds>' : value;
  if (Array.isArray(value)) {
    return value.map((item, index) => asFarAs((shown as unknown[] | undefined)?.[index], item));
  }
  if (typeof value !== 'object' || value === null) return value;
  const known = Object(shown) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key in known || !(MORE in known || key === 'curies'))
      .filter(([key]) => key !== MORE)
      .map(([key, item]) => [key, asFarAs(known[key], item)]),
  );
}

function isMoment(value: number): boolean {
  return value >= EPOCH_SECONDS.from && value < EPOCH_SECONDS.below;
}
