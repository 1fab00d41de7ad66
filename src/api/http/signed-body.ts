import type { IncomingMessage } from 'node:http';

/** The reports of GitHub are signed JSON arrays. */
const SIGNED_PATH = '/api/leaks';
export const GITHUB_SIGNATURE = 'github-public-key-signature';

const bodies = new WeakMap<IncomingMessage, Buffer>();

/** Keeps the bytes of a signed body, because the signature covers them. */
export function keepSigned(request: IncomingMessage, body: Buffer): void {
  if (request.headers[GITHUB_SIGNATURE] === undefined || request.url !== SIGNED_PATH) return;
  bodies.set(request, body);
}

/** @returns undefined if the request has no signature */
export function signedBodyOf(request: IncomingMessage): Buffer | undefined {
  return bodies.get(request);
}
