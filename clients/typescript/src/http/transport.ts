import { ApiError, apiErrorOf, AuthenticationError, NotFoundError } from '../errors/api-errors.js';
import { ConnectionError } from '../errors/connection-errors.js';
import { infoOf, remember } from './answer.js';
import type { Answer } from './answer.js';
import type { Call } from './call.js';
import type { Credential } from './credential.js';
import { Deadline } from './deadline.js';
import { wasNeverSent } from './never-sent.js';
import { refusalOf } from './refusal.js';
import type { ChangeOptions, CreateOptions } from './request-options.js';
import { retryDelay } from './retry-delay.js';
import type { RetrySettings } from './retry-delay.js';
import { mayRepeat } from './retry-policy.js';
import { headersOf } from './request-headers.js';
import { urlOf } from './url.js';
import { wait } from './wait.js';

export type CallOptions = CreateOptions & ChangeOptions;

export interface TransportSettings {
  baseUrl: string;
  fetch: typeof fetch;
  /** Milliseconds. */
  timeout: number;
  headers: Readonly<Record<string, string>>;
  retry: RetrySettings;
}

/** A call with everything that its attempts share. */
interface Prepared {
  call: Call;
  options: CallOptions;
  headers: Headers;
}

/** Sends calls with the credential and a time limit, and retries when that is safe. */
export class Transport {
  readonly #settings: TransportSettings;
  readonly #credential: Credential;

  constructor(settings: TransportSettings, credentialOf: (transport: Transport) => Credential) {
    this.#settings = settings;
    this.#credential = credentialOf(this);
  }

  get retry(): RetrySettings {
    return this.#settings.retry;
  }

  /**
   * @throws ApiError, ConnectionError, the reason of the signal
   */
  async send<Body>(call: Call, options: CallOptions = {}): Promise<Answer<Body>> {
    const prepared = { call, options, headers: this.#headersOf(call, options) };
    const maxRetries = options.maxRetries ?? this.#settings.retry.maxRetries;
    let afterLostAnswer = false;
    for (let retry = 0; ; retry++) {
      try {
        return await this.#exchange<Body>(prepared, afterLostAnswer);
      } catch (error) {
        if (afterLostAnswer && isGone(call, error)) {
          return { body: undefined as Body, info: infoOf(new Response()), afterLostAnswer };
        }
        const delay = retry < maxRetries ? this.delayBefore(retry, call, error) : null;
        if (delay === null) throw error;
        afterLostAnswer ||= hasUnknownOutcome(error);
        await wait(delay, options.signal);
      }
    }
  }

  /**
   * Sends one attempt, whose body the caller reads as a stream.
   *
   * @throws ApiError, ConnectionError, the reason of the signal
   */
  async open(call: Call, options: CallOptions, deadline: Deadline): Promise<Response> {
    const prepared = { call, options, headers: this.#headersOf(call, options) };
    return this.#authenticated(call, async (token) => {
      const response = await this.#fetch(prepared, token, deadline);
      if (!response.ok) await refuse(response, deadline, false);
      return response;
    });
  }

  /** @returns milliseconds until the retry, or null for no retry */
  delayBefore(
    retry: number,
    { repetition }: Pick<Call, 'repetition'>,
    error: unknown,
  ): number | null {
    const { retry: settings } = this.#settings;
    if (error instanceof ConnectionError) {
      const { neverSent } = error;
      const repeats = mayRepeat(repetition, { kind: 'lost', neverSent });
      return repeats ? retryDelay(retry, null, settings) : null;
    }
    if (!(error instanceof ApiError)) return null;
    const { status, code, retryAfter } = error;
    const repeats = mayRepeat(repetition, { kind: 'refused', status, code });
    return repeats ? retryDelay(retry, retryAfter, settings) : null;
  }

  async #exchange<Body>(prepared: Prepared, afterLostAnswer: boolean): Promise<Answer<Body>> {
    const { call, options } = prepared;
    const timeout = options.timeout ?? call.timeout ?? this.#settings.timeout;
    return this.#authenticated(call, async (token) => {
      const deadline = new Deadline(timeout, options.signal);
      try {
        const response = await this.#fetch(prepared, token, deadline);
        if (!response.ok) await refuse(response, deadline, afterLostAnswer);
        const info = infoOf(response);
        const body = parse(await textOf(response, deadline), response) as Body;
        remember(body, info);
        return { body, info, afterLostAnswer };
      } finally {
        deadline.clear();
      }
    });
  }

  /** A request with a refused credential has no effect, so every call may be retried. */
  async #authenticated<T>(
    { withoutCredential = false }: Call,
    attempt: (token: string | undefined) => Promise<T>,
  ): Promise<T> {
    const token = withoutCredential ? undefined : await this.#credential.current();
    try {
      return await attempt(token);
    } catch (error) {
      const isRefused = error instanceof AuthenticationError && token !== undefined;
      if (!isRefused || !(await this.#credential.replace(token))) throw error;
      return attempt(await this.#credential.current());
    }
  }

  async #fetch(
    { call, headers }: Prepared,
    token: string | undefined,
    deadline: Deadline,
  ): Promise<Response> {
    const { signal } = deadline;
    const sent = new Headers(headers);
    if (token !== undefined) sent.set('Authorization', bearer(token));
    const init: RequestInit = { method: call.method, headers: sent, signal, redirect: 'manual' };
    if (call.body !== undefined) init.body = JSON.stringify(call.body);
    // The session cookie of a browser would be a second credential. Not every platform has cookies.
    if ('credentials' in Request.prototype) init.credentials = 'omit';
    const { baseUrl, fetch } = this.#settings;
    try {
      return await fetch(urlOf(baseUrl, call), init);
    } catch (error) {
      throw lossOf(error, signal);
    }
  }

  #headersOf(call: Call, options: CallOptions): Headers {
    return headersOf(this.#settings.headers, call, options);
  }
}

/** The error of the platform would contain the value. @throws TypeError */
function bearer(token: string): string {
  if (!/^[!-~]+$/.test(token)) {
    throw new TypeError('The token is empty, or holds what no token holds, such as a line break.');
  }
  return `Bearer ${token}`;
}

async function textOf(response: Response, { signal }: Deadline): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw lossOf(error, signal);
  }
}

async function refuse(
  response: Response,
  deadline: Deadline,
  afterLostAnswer: boolean,
): Promise<never> {
  const text = await textOf(response, deadline);
  throw apiErrorOf({ ...refusalOf(response, text), afterLostAnswer });
}

/** @returns the error for the caller, the time limit or the network */
export function lossOf(error: unknown, { aborted, reason }: AbortSignal): unknown {
  if (aborted) return reason;
  return new ConnectionError('The connection to the service failed.', {
    cause: error,
    neverSent: wasNeverSent(error),
  });
}

function parse(text: string, response: Response): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const message =
      'The response is not JSON. Something between you and the service may have sent it.';
    throw apiErrorOf({ ...refusalOf(response, ''), message, afterLostAnswer: false });
  }
}

/** The service may have run the request. */
function hasUnknownOutcome(error: unknown): boolean {
  if (error instanceof ConnectionError) return !error.neverSent;
  return error instanceof ApiError && error.status >= 500;
}

/** The response to a deletion got lost, and the retry finds nothing to delete. */
function isGone({ method }: Call, error: unknown): boolean {
  return method === 'DELETE' && error instanceof NotFoundError;
}
