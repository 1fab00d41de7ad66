import type { Refusal } from '../errors/api-errors.js';
import type { Schemas } from '../schema/operation-types.js';
import { parseRetryAfter } from './retry-after.js';

/** @param text the body of the response. The body of a proxy may be anything. */
export function refusalOf(
  { status, headers }: Response,
  text: string,
): Omit<Refusal, 'afterLostAnswer'> {
  const { code, message, details, requestId, layer, resetsAt } = parse(text);
  return {
    status,
    code: typeof code === 'string' ? code : null,
    message: typeof message === 'string' ? message : describe(status),
    requestId: typeof requestId === 'string' ? requestId : headers.get('X-Request-Id'),
    details: Array.isArray(details) ? (details as Schemas['ErrorDetail'][]) : [],
    layer: typeof layer === 'string' ? (layer as Schemas['BudgetLayer']) : null,
    resetsAt: typeof resetsAt === 'string' ? resetsAt : null,
    retryAfter: parseRetryAfter(headers.get('Retry-After'), Date.now()),
  };
}

/** The client follows no redirect, because it could send the credential elsewhere. Browsers hide its status. */
function describe(status: number): string {
  return status === 0 || (status >= 300 && status < 400)
    ? 'The answer was a redirect: `baseUrl` is not the address of the service itself.'
    : `The answer was ${status}.`;
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
