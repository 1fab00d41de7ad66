import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { eventually } from './service-process.js';

/** One connection that stays open between requests, as the pool of a proxy has it. */
export class KeptConnection {
  closed = false;
  private received = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<KeptConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new KeptConnection(socket);
  }

  /** @returns the head of the response, which must have no body or a short one */
  async get(path: string, credential?: string): Promise<string> {
    this.received = '';
    const authorization = credential === undefined ? '' : `Authorization: Bearer ${credential}\r\n`;
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${authorization}\r\n`);
    await eventually(() => this.received.includes('\r\n\r\n'));
    return this.received;
  }

  async close(): Promise<void> {
    await eventually(() => this.closed);
  }

  hangUp(): void {
    this.socket.destroy();
  }
}
