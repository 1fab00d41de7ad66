import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../support/api.js';
import { QUESTION } from '../../support/chat-scene.js';
import { EventClient } from '../../support/event-client.js';

/** Many streams, so that some are open when an instance stops. */
const READERS = { verify: 2, introspect: 2, readSession: 2, create: 2, stream: 8 };
const PAUSE_MS = 5;
const RESUME_AFTER_MS = 500;

/** Sends requests of several kinds without a break, and remembers each failure. */
export class SteadyLoad {
  readonly failures: string[] = [];
  answered = 0;
  /** Tokens whose creation was acknowledged. */
  created = 0;
  resumed = 0;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[];

  /**
   * @param user a session, which verifies and creates tokens
   * @param assistant a token that asks its assistant
   */
  constructor(
    private readonly user: Api,
    private readonly assistant: Api,
    private readonly token: string,
  ) {
    const kinds = Object.entries(READERS) as [keyof typeof READERS, number][];
    this.running = kinds.flatMap(([kind, readers]) =>
      Array.from({ length: readers }, () => this.repeat(kind, this[kind])),
    );
  }

  /** Resolves when so many further requests were answered. */
  async further(count: number): Promise<void> {
    const until = this.answered + count;
    while (this.answered < until) await delay(PAUSE_MS);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async repeat(name: string, request: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await request();
        this.answered++;
      } catch (error) {
        this.failures.push(`${name}: ${reasonOf(error)}`);
      }
      await delay(PAUSE_MS);
    }
  }

  private readonly verify = async (): Promise<void> => {
    expectStatus(200, await this.user.get('/api/auth/verify'));
  };

  private readonly introspect = async (): Promise<void> => {
    const { token } = this;
    const answer = await this.user.post('/api/tokens/_introspect', { token });
    expectStatus(200, answer);
    if (answer.body.active !== true) throw new Error('The token is not active.');
  };

  private readonly readSession = async (): Promise<void> => {
    expectStatus(200, await this.user.get('/api/auth/session'));
  };

  private readonly create = async (): Promise<void> => {
    expectStatus(201, await this.user.post('/api/tokens', { type: 'personal' }));
    this.created++;
  };

  /** Reads an answer as events, and resumes it where the service asks for that. */
  private readonly stream = async (): Promise<void> => {
    const body = { message: QUESTION };
    let client = await EventClient.open(this.assistant, 'POST', '/api/chats', { body });
    while ((await this.lastOf(client)) === 'reconnect') {
      await delay(RESUME_AFTER_MS);
      const { lastId: lastEventId } = client;
      client = await EventClient.open(this.assistant, 'POST', '/api/chats', { body, lastEventId });
      this.resumed++;
    }
  };

  private async lastOf(client: EventClient): Promise<string> {
    if (client.response.status >= 300) throw new Error(`status ${client.response.status}`);
    const last = (await client.rest()).at(-1)?.event ?? 'nothing';
    if (!['message.completed', 'reconnect'].includes(last)) throw new Error(`ended with ${last}`);
    return last;
  }
}

function expectStatus(status: number, answer: { status: number; text: string }): void {
  if (answer.status !== status) throw new Error(`status ${answer.status}: ${answer.text}`);
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause === undefined ? message : `${message}: ${reasonOf(cause)}`;
}
