import { AssistantTokensError } from '../errors/client-error.js';
import type { WebhookEvent } from './webhook-event.js';

export type WebhookFault = 'headers_missing' | 'too_old' | 'too_new' | 'signature_wrong';

/** The request does not come from the service, or it is too old. Return 400 and do nothing. */
export class WebhookVerificationError extends AssistantTokensError {
  constructor(readonly fault: WebhookFault) {
    super(`The webhook cannot be verified: ${fault}.`);
  }
}

type PlainHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface ReceivedWebhook {
  /** The unchanged bytes or text of the body, before any parser. */
  body: string | Uint8Array;
  headers: Headers | PlainHeaders;
  /** `whsec_…`, or several during a rotation */
  secret: string | readonly string[];
  /** Seconds for which a signature is valid. The default is 300. */
  tolerance?: number | undefined;
}

export interface VerifiedWebhook {
  /** The same for all attempts of a delivery. Ignore a delivery that you have already seen. */
  id: string;
  event: WebhookEvent;
}

const PREFIX = 'whsec_';
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Verifies a webhook (Standard Webhooks). The platform compares signatures in constant time.
 *
 * @param now the clock, in milliseconds
 * @throws WebhookVerificationError
 * @throws TypeError for an invalid secret or tolerance
 */
export async function verifyWebhook(
  { body, headers, secret, tolerance = 300 }: ReceivedWebhook,
  now: () => number = Date.now,
): Promise<VerifiedWebhook> {
  if (!(tolerance >= 0)) throw new TypeError('`tolerance` is a number of seconds.');
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  if (!id || !signatures || !timestamp || !/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError('headers_missing');
  }
  const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), content);
  if (!(await isSigned(signed, signatures, [secret].flat()))) {
    throw new WebhookVerificationError('signature_wrong');
  }
  const age = now() / 1_000 - Number(timestamp);
  if (age > tolerance) throw new WebhookVerificationError('too_old');
  if (age < -tolerance) throw new WebhookVerificationError('too_new');
  return { id, event: JSON.parse(new TextDecoder().decode(content)) as WebhookEvent };
}

async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  signatures: string,
  secrets: readonly string[],
): Promise<boolean> {
  const candidates = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => fromBase64(signature.slice(3)))
    .filter((bytes) => bytes !== null);
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', keyOf(secret), HMAC, false, ['verify']);
    for (const signature of candidates) {
      if (await crypto.subtle.verify(HMAC, key, signature, signed)) return true;
    }
  }
  return false;
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const key = secret.startsWith(PREFIX) ? fromBase64(secret.slice(PREFIX.length)) : null;
  if (key === null || key.length === 0) throw new TypeError('The secret begins with whsec_.');
  return key;
}

function headerOf(headers: Headers | PlainHeaders, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : null;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
