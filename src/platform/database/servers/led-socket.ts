import { Socket } from 'node:net';
import type { ServerAddress } from './server-address.js';

/** Connects to the chosen address, whatever a library asks for. */
export class LedSocket extends Socket {
  constructor(private readonly choose: () => Promise<ServerAddress>) {
    super();
  }

  override connect(): this {
    this.choose().then(
      ({ host, port }) => super.connect(port, host),
      (error: unknown) => this.destroy(error as Error),
    );
    return this;
  }

  /**
   * Drops what the server still sends. pg-boss ends its connection after it has removed all
   * listeners, so an error that arrives then would end the process.
   */
  override end(...parameters: never[]): this {
    this.removeAllListeners('data');
    return super.end(...parameters);
  }
}
