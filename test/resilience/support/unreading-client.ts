import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** Sends many requests at once and reads none of the responses. */
export class UnreadingClient {
  private constructor(private readonly socket: Socket) {}

  static async open(url: string, target: string, session: string, requests: number) {
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname).pause();
    await once(socket, 'connect');
    // The service resets the connection.
    socket.on('error', () => undefined);
    const head = [`GET ${target} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${session}`];
    socket.write(`${head.join('\r\n')}\r\n\r\n`.repeat(requests));
    return new UnreadingClient(socket);
  }

  /** Reads what has arrived. Resolves when the service has closed the connection. */
  async disconnected(): Promise<void> {
    if (this.socket.closed) return;
    await new Promise((resolve) => this.socket.once('close', resolve).resume());
  }

  hangUp(): void {
    this.socket.destroy();
  }
}
