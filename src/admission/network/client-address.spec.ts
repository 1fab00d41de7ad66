import { describe, expect, it } from '@jest/globals';
import { normalAddress } from './client-address.js';

describe('normalAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:50000', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:50000', '2001:db8::1'],
    ['[::ffff:203.0.113.7]:50000', '203.0.113.7'],
    ['unknown', 'unknown'],
    ['', ''],
  ])('reads %j as %j', (ip, address) => {
    expect(normalAddress(ip)).toBe(address);
  });
});
