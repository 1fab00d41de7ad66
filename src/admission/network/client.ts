import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import type { Client } from '../principal.js';
import { maskSecrets } from '../../platform/logging/secret-mask.js';
import { clientAddress } from './client-address.js';

const MAX_USER_AGENT = 256;

export function clientOf(request: Request): Client {
  return {
    address: clientAddress(request),
    userAgent: userAgentOf(request),
    requestId: (request as IncomingMessage).id as string | undefined,
  };
}

/** Cut, because a client may send anything. Masked before, because half a secret is not recognized. */
function userAgentOf({ headers }: Request): string | undefined {
  const text = headers['user-agent'];
  return text === undefined ? undefined : maskSecrets(text).slice(0, MAX_USER_AGENT);
}
