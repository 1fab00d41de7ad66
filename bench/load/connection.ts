import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { parseAnswer } from './answer.js';
import type { Answer } from './answer.js';

const ANSWER_TIMEOUT_MS = 30_000;

interface Asker {
  /** What it throws comes back as the failure. */
  answered: (answer: Answer) => void;
  failed: (error: Error) => void;
}

/**
 * A kept-alive HTTP connection with one request at a time. It does little more than write and find
 * the end of the answer, so that one core drives a server that fills another.
 */
export class Connection {
  private received = '';
  private asker: Asker | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_TIMEOUT_MS);
    socket.on('data', (chunk: string) => {
      this.receive(chunk);
    });
    socket.on('timeout', () => {
      if (this.asker !== null) socket.destroy(new Error('A request had no answer in 30 s.'));
    });
    socket.on('error', (error) => {
      this.fail(error);
    });
    socket.on('close', () => {
      this.fail(new Error('The server closed a connection.'));
    });
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  static openMany(url: string, count: number): Promise<Connection[]> {
    return Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  }

  /** @param request encoded */
  send(request: string, asker: Asker): void {
    this.asker = asker;
    this.socket.write(request);
  }

  ask(request: string): Promise<Answer> {
    return new Promise((answered, failed) => {
      this.send(request, { answered, failed });
    });
  }

  close(): void {
    this.asker = null;
    this.socket.destroy();
  }

  private receive(chunk: string): void {
    this.received += chunk;
    const answer = this.parse();
    const { asker } = this;
    if (answer === null || asker === null) return;
    this.received = '';
    this.asker = null;
    try {
      asker.answered(answer);
    } catch (error) {
      asker.failed(error as Error);
    }
  }

  private parse(): Answer | null {
    try {
      return parseAnswer(this.received);
    } catch (error) {
      this.socket.destroy(error as Error);
      return null;
    }
  }

  private fail(error: Error): void {
    const { asker } = this;
    this.asker = null;
    asker?.failed(error);
  }
}
