import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AddressResolver } from './address-resolver.js';

const HEADER_BYTES = 12;
const TYPE_A = 1;

/** Repeats the question (RFC 1035, section 4.1). A question for IPv4 is answered 93.184.215.14. */
function answerTo(query: Buffer): Buffer {
  const typeAt = query.indexOf(0, HEADER_BYTES) + 1;
  const isForIpv4 = query.readUInt16BE(typeAt) === TYPE_A;
  const head = Buffer.from([0x81, 0x80, 0, 1, 0, isForIpv4 ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 93, 184, 215, 14]);
  return Buffer.concat([
    query.subarray(0, 2),
    head,
    query.subarray(HEADER_BYTES, typeAt + 4),
    ...(isForIpv4 ? [record] : []),
  ]);
}

describe('AddressResolver', () => {
  const resolver = new AddressResolver();
  const asked: string[] = [];
  let server: Socket;

  beforeEach(async () => {
    server = createSocket('udp4', (query, { port }) => {
      asked.push(query.toString('latin1'));
      server.send(answerTo(query), port, '127.0.0.1');
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    resolver.dns.setServers([`127.0.0.1:${server.address().port}`]);
  });

  afterEach(() => {
    server.close();
  });

  it('asks DNS for the addresses of a name', async () => {
    expect(await resolver.resolve('hooks.example.com', false)).toEqual([
      { address: '93.184.215.14', family: 4 },
    ]);
    expect(asked).toHaveLength(2);
  });

  it('asks the system for the addresses of a name that the operator configured', async () => {
    const count = asked.length;
    const found = await resolver.resolve('localhost', true);
    expect(found.map(({ address }) => address)).toContain('127.0.0.1');
    expect(asked).toHaveLength(count);
  });
});
