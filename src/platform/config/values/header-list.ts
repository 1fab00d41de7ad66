import { validateHeaderName, validateHeaderValue } from 'node:http';
import { ValidateBy } from 'class-validator';

export type HeaderList = Readonly<Record<string, string>>;

/** The service or `fetch` sets these. */
const OWN = ['accept', 'connection', 'content-length', 'content-type', 'host', 'transfer-encoding'];

/** @returns the text itself where one of the entries is none */
export function parseHeaderList(text: string): HeaderList | string {
  const entries = text.split(',').filter((entry) => entry.trim() !== '');
  const headers = entries.map(parseEntry).filter((header) => header !== null);
  return headers.length === entries.length ? Object.fromEntries(headers) : text;
}

function parseEntry(entry: string): [name: string, value: string] | null {
  const [, name, value] = /^\s*([^=\s]+)\s*=(.+)$/s.exec(entry) ?? [];
  if (name === undefined || value === undefined || OWN.includes(name.toLowerCase())) return null;
  try {
    const decoded = decodeURIComponent(value.trim());
    validateHeaderName(name);
    validateHeaderValue(name, decoded);
    return [name, decoded];
  } catch {
    return null;
  }
}

export function IsHeaderList(): PropertyDecorator {
  return ValidateBy({
    name: 'isHeaderList',
    validator: {
      validate: (value) => typeof value === 'object' && value !== null,
      defaultMessage: () =>
        `must be a comma separated list of name=value, with percent-encoded values, and without ${OWN.join(', ')}`,
    },
  });
}
