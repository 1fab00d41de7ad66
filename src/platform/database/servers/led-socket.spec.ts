import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { LedSocket } from './led-socket.js';

describe('LedSocket', () => {
  let server: Server;
  let socket: LedSocket;

  /** Connects to a server that sends each text when it has received the one before. */
  async function connectTo(...texts: string[]): Promise<string[]> {
    server = createServer((connection) => {
      connection.on('data', () => connection.write(texts.shift() ?? ''));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    socket = new LedSocket(() => Promise.resolve({ host: '127.0.0.1', port }));
    const received: string[] = [];
    socket.on('data', (data) => received.push(data.toString()));
    await once(socket.connect(), 'connect');
    return received;
  }

  afterEach(() => {
    socket.destroy();
    server.close();
  });

  it('delivers what the server sends', async () => {
    const received = await connectTo('first');
    socket.write('go on');
    await once(socket, 'data');

    expect(received).toEqual(['first']);
  });

  it('drops what the server sends after the end', async () => {
    const received = await connectTo('late');
    socket.write('go on');
    socket.end();
    await once(socket, 'close');

    expect(received).toEqual([]);
  });
});
