import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const DEFAULT_PIECES = ['Here ', 'they ', 'are.'];
/** What the server reports for each answer. */
export const MODEL_USAGE = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };

interface Completion {
  model: string;
  stream: boolean;
  stream_options?: object;
  messages: { role: string; content: string }[];
}

/** A whole response of a model. */
export interface ModelAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One request to the model, and its response. */
export class AskedModel {
  /** Resolves when the service closed the connection or received the whole response. */
  readonly closed: Promise<void>;

  constructor(
    readonly body: Completion,
    readonly headers: IncomingMessage['headers'],
    readonly response: ServerResponse,
  ) {
    this.closed = once(response, 'close').then(() => undefined);
  }

  say(...pieces: string[]): this {
    for (const content of pieces) this.chunk({ choices: [{ index: 0, delta: { content } }] });
    return this;
  }

  finish(): void {
    this.chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    this.chunk({ choices: [], usage: MODEL_USAGE });
    this.response.end('data: [DONE]\n\n');
  }

  /** Sends text without the format of the chat completions. */
  sendRaw(text: string): void {
    this.begin().write(text);
  }

  refuse(status: number, headers: Record<string, string> = {}): void {
    const error = { message: `upstream-secret: key sk-1234 of status ${status}`, type: 'error' };
    this.response
      .writeHead(status, { 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify({ error }));
  }

  answer({ status, headers, body }: ModelAnswer): void {
    this.response.writeHead(status, headers).end(body);
  }

  breakOff(): void {
    this.response.destroy();
  }

  private chunk(part: object): void {
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...part };
    this.begin().write(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  private begin(): ServerResponse {
    if (!this.response.headersSent) {
      this.response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    }
    return this.response;
  }
}

/** A server with the chat completions of OpenAI. It responds at once, unless a test takes the request. */
export class ModelServer {
  readonly asked: AskedModel[] = [];
  /** How the server responds to a request that no test takes. */
  respond: (asked: AskedModel) => void = sayDefaultAnswer;
  private readonly takers: ((asked: AskedModel) => void)[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void this.answer(request, response);
    });
  }

  static async start(): Promise<ModelServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ModelServer(server);
  }

  /** The environment variables for the service. */
  get env(): Record<string, string> {
    return {
      MODEL_BASE_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/`,
      MODEL_API_KEY: 'sk-of-the-test',
      MODEL_DEFAULT: 'default-model',
    };
  }

  /** Takes the next request, which waits for the test. */
  take(): Promise<AskedModel> {
    return new Promise((resolve) => {
      this.takers.push(resolve);
    });
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Completion;
    const asked = new AskedModel(body, { ...request.headers, ':path': request.url }, response);
    this.asked.push(asked);
    const taker = this.takers.shift();
    if (taker) taker(asked);
    else this.respond(asked);
  }
}

export function sayDefaultAnswer(asked: AskedModel): void {
  asked.say(...DEFAULT_PIECES).finish();
}

/** The answer of the model server when no test takes the request. */
export const DEFAULT_ANSWER = DEFAULT_PIECES.join('');
