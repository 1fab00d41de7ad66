import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const POLL_MS = 20;
const PATIENCE_MS = 30_000;

/** A receiver of webhooks that keeps the time of each request. It answers at once, or never. */
export class EventReceiver {
  private arrivals: number[] = [];
  private readonly server = createServer((request, response) => {
    request.resume().on('end', () => {
      this.arrivals.push(performance.now());
      if (this.answers) response.writeHead(204).end();
    });
  });

  private constructor(private readonly answers: boolean) {}

  static async start({ answers = true } = {}): Promise<EventReceiver> {
    const receiver = new EventReceiver(answers);
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /**
   * Waits for requests after an action that causes them.
   *
   * @returns when each of the requests arrived, in the order of their arrival
   */
  async receive(count: number, cause: () => Promise<unknown>): Promise<number[]> {
    this.arrivals = [];
    await cause();
    const deadline = performance.now() + PATIENCE_MS;
    while (this.arrivals.length < count) {
      if (performance.now() > deadline) {
        throw new Error(`Only ${this.arrivals.length} of ${count} events arrived.`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return this.arrivals;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
