import { describe, expect, it } from '@jest/globals';
import { explainHostBits } from './host-bits.js';

describe('a block with host bits is named', () => {
  it.each([
    ['10.1.1.1/0', '10.1.1.1/0', '0.0.0.0/0', '10.1.1.1'],
    ['10.1.2.3/8', '10.1.2.3/8', '10.0.0.0/8', '10.1.2.3'],
    ['10.0.0.0/8, 192.168.1.1/31', '192.168.1.1/31', '192.168.1.0/31', '192.168.1.1'],
    ['2001:0DB8:0::1/32', '2001:0DB8:0::1/32', '2001:db8::/32', '2001:0DB8:0::1'],
    ['::1/0', '::1/0', '::/0', '::1'],
    ['::ffff:10.1.2.3/104', '::ffff:10.1.2.3/104', '::ffff:a00:0/104', '::ffff:10.1.2.3'],
  ])('in %j', (text, block, network, address) => {
    expect(explainHostBits(text)).toBe(
      `must not contain ${block}, which has host bits: write ${network} for the block or ${address} for the address`,
    );
  });
});

describe('nothing is wrong with', () => {
  it.each([
    '0.0.0.0/0',
    '10.0.0.0/8',
    '10.1.1.1',
    '10.1.1.1/32',
    '2001:0DB8:0::/32',
    '2001:db8::1/128',
    '::/0',
    '::ffff:10.0.0.0/104',
  ])('%s', (text) => {
    expect(explainHostBits(text)).toBeNull();
  });

  it.each(['', 'localhost', 'host/8', '10.1/8', '10.0.0.0/33', '010.0.0.1/8', 'fe80::1%eth0/64'])(
    'the text %j, which is no block',
    (text) => {
      expect(explainHostBits(text)).toBeNull();
    },
  );
});
