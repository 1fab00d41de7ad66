import { describe, expect, it } from '@jest/globals';
import { clientAddress } from './client-address.js';

describe('clientAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:50000', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:50000', '2001:db8::1'],
    ['[::ffff:203.0.113.7]:50000', '203.0.113.7'],
    ['unknown', 'unknown'],
    [undefined, ''],
  ])('reads %j as %j', (ip, address) => {
    expect(clientAddress({ ip })).toBe(address);
  });
});
