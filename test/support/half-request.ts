import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { eventually } from './service-process.js';

/** A request of which the server has read one half. */
export class HalfRequest {
  received = '';
  closed = false;

  private constructor(
    private readonly socket: Socket,
    private readonly rest: string,
  ) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  static async begin(port: number, path: string, body: object): Promise<HalfRequest> {
    const text = JSON.stringify(body);
    const half = Math.floor(text.length / 2);
    const socket = connect(port, '127.0.0.1');
    const request = new HalfRequest(socket, text.slice(half));
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${text.length}\r\nExpect: 100-continue\r\n\r\n${text.slice(0, half)}`,
    );
    await eventually(() => request.received.startsWith('HTTP/1.1 100'));
    request.received = '';
    return request;
  }

  /** Sends the other half, and further text on this connection. */
  finish(next = ''): void {
    this.socket.write(this.rest + next);
  }

  async close(): Promise<void> {
    await eventually(() => this.closed);
  }
}
