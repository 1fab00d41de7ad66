import { hintOf, isWellFormedSecret } from '../../admission/credentials/secret.js';
import { SECRET_VALUE } from '../../platform/crypto/secret-pattern.js';

const WIDTH = 96;
const SECRET = new RegExp(SECRET_VALUE, 'g');

/** Fills each line. Omits links, hides passwords, and shows only the hint of a secret. */
export function showJson(value: object): string {
  const readable: unknown = JSON.parse(JSON.stringify(value, leaveOut));
  return maskSecrets(layOut(readable, ''));
}

export function maskSecrets(text: string): string {
  return text.replace(SECRET, hintOf);
}

export function isSecret(value: unknown): value is string {
  return typeof value === 'string' && isWellFormedSecret(value);
}

function leaveOut(key: string, value: unknown): unknown {
  if (key === '_links') return undefined;
  return key === 'password' ? '…' : value;
}

function layOut(value: unknown, indent: string): string {
  const line = JSON.stringify(value, null, 1).replace(/\n */g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + line.length <= WIDTH) {
    return line;
  }
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Object.entries(value).map(([key, part]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return `\n${deeper}${name}${layOut(part, deeper)}`;
  });
  return `${open}${parts.join(',')}\n${indent}${close}`;
}
