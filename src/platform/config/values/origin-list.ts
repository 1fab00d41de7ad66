import { ValidateBy } from 'class-validator';
import { parseOrigin } from './origin.js';

const ALL = '*';
/** A webview has a scheme of its own, such as `capacitor://localhost`. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

export function parseOriginList(text: string): string | string[] {
  return text.trim() === ALL ? ALL : text.split(',').map(parseOneOrigin);
}

function parseOneOrigin(text: string): string {
  return parseOrigin(text).toLowerCase();
}

function isOriginList(value: unknown): boolean {
  return value === ALL || (Array.isArray(value) && value.every(isOrigin));
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && ORIGIN.test(value) && URL.canParse(value);
}

export function IsOriginList(): PropertyDecorator {
  return ValidateBy({
    name: 'isOriginList',
    validator: {
      validate: isOriginList,
      defaultMessage: () =>
        'must be * or a comma separated list of origins without credentials, path or query',
    },
  });
}
