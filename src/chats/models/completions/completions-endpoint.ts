import { Logger } from '@nestjs/common';
import { API_VERSION } from '../../../api/openapi/api-version.js';
import type { ModelRequest } from '../language-model.js';
import { textsOf } from './texts.js';

export interface EndpointSettings {
  baseUrl: string;
  apiKey: string | null;
  apiVersion: string | null;
  /** They replace those of the service. */
  headers: Readonly<Record<string, string>>;
}

type StreamOptions = 'untried' | 'accepted' | 'refused';

const MAX_REFUSAL_CHARACTERS = 65_536;

/** Sends requests to an endpoint, and remembers what the endpoint does not accept. */
export class CompletionsEndpoint {
  private readonly logger = new Logger(CompletionsEndpoint.name);
  private readonly url: string;
  private readonly headers: Headers;
  private streamOptions: StreamOptions = 'untried';

  constructor({ baseUrl, apiKey, apiVersion, headers }: EndpointSettings) {
    const query = apiVersion === null ? '' : `?api-version=${encodeURIComponent(apiVersion)}`;
    this.url = `${baseUrl}/chat/completions${query}`;
    this.headers = new Headers({
      Accept: 'text/event-stream, application/json',
      'Content-Type': 'application/json',
      'User-Agent': `assistant-tokens/${API_VERSION}`,
      ...(apiKey !== null && { Authorization: `Bearer ${apiKey}` }),
    });
    for (const [name, value] of Object.entries(headers)) this.headers.set(name, value);
  }

  /** Asks again without `stream_options` if the endpoint may have refused because of them. */
  async ask(request: ModelRequest, signal: AbortSignal): Promise<Response> {
    if (this.streamOptions === 'refused') return this.send(request, false, signal);
    const response = await this.send(request, true, signal);
    if (response.ok) this.streamOptions = 'accepted';
    if (!(await this.mayRefuseOptions(response))) return response;
    const plain = await this.send(request, false, signal);
    if (plain.ok) this.rememberRefusal();
    return plain;
  }

  /** Many endpoints do not name what they refuse, so the first refusal is tried again in any case. */
  private async mayRefuseOptions(response: Response): Promise<boolean> {
    if (response.status !== 400 && response.status !== 422) return false;
    const isNamed = /stream_options|include_usage/.test(await beginningOf(response));
    return isNamed || this.streamOptions === 'untried';
  }

  private rememberRefusal(): void {
    this.streamOptions = 'refused';
    this.logger.log(
      'The model API refuses stream_options. The service sends none from now on, so the usage of answers may be unknown.',
    );
  }

  /** Follows no redirect, because another host must not get the key or the prompt. */
  private send(
    request: ModelRequest,
    withOptions: boolean,
    signal: AbortSignal,
  ): Promise<Response> {
    return fetch(this.url, {
      method: 'POST',
      headers: this.headers,
      body: JSON.stringify({
        ...bodyOf(request),
        ...(withOptions && { stream_options: { include_usage: true } }),
      }),
      redirect: 'manual',
      signal,
    });
  }
}

function bodyOf({ model, instructions, messages }: ModelRequest) {
  const system = instructions === '' ? [] : [{ role: 'system', content: instructions }];
  return { model, messages: [...system, ...messages], stream: true };
}

async function beginningOf(response: Response): Promise<string> {
  let text = '';
  for await (const piece of textsOf(response)) {
    text += piece;
    if (text.length > MAX_REFUSAL_CHARACTERS) break;
  }
  return text;
}
