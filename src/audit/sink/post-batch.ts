import { LINES_MEDIA_TYPE } from '../../platform/http/media-type.js';

/** Shorter than the lease of the position. */
const TIMEOUT_MS = 30_000;

/**
 * Follows no redirect, so that the token reaches nobody else.
 *
 * @throws Error without the URL, which may contain a secret
 */
export async function postBatch(
  url: string,
  token: string | null,
  head: string,
  body: string,
): Promise<void> {
  const status = await post(url, token, head, body);
  if (status < 200 || status > 299) throw new Error(`The sink answered with the status ${status}.`);
}

async function post(url: string, token: string | null, head: string, body: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': LINES_MEDIA_TYPE,
        'Audit-Head': head,
        ...(token !== null && { Authorization: `Bearer ${token}` }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    throw new Error(`The sink cannot be reached: ${cause?.code ?? name}.`, { cause: error });
  }
}
