import { describe, expect, it } from '@jest/globals';
import {
  areBlocksWithin,
  intersectBlocks,
  isAddressInBlocks,
  normaliseBlocks,
} from './cidr-blocks.js';

describe('normaliseBlocks', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/32', '255.255.255.255/32'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:0DB8:0::1/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['::/0', '::/0'],
    ['::ffff:10.1.2.3', '10.1.2.3/32'],
    ['::ffff:a01:203', '10.1.2.3/32'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    [' 10.0.0.0/8 , 2001:db8::1 ,192.168.1.1', '10.0.0.0/8,2001:db8::1/128,192.168.1.1/32'],
  ])('writes %j as %s', (text, canonical) => {
    expect(normaliseBlocks(text)).toBe(canonical);
    expect(normaliseBlocks(canonical)).toBe(canonical);
  });

  it.each([
    '',
    ' ',
    '/0',
    '/8',
    '1',
    '1.2.3',
    '1.2.3/8',
    '1.2.3.4.5',
    '256.1.1.1',
    '010.0.0.1/8',
    '10.0.0.01',
    '0x7f.0.0.1',
    '2130706433',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/a',
    '10.0.0.0/8/8',
    '10.0.0.0//8',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0-10.0.0.9',
    '10.0.0.*',
    '::1/129',
    ':::1',
    '2001:db8::1::2',
    '1:2:3:4:5:6:7:8:9',
    '[::1]',
    '::ffff:010.0.0.1',
    'fe80::1%eth0',
    'fe80::1%eth0/64',
    'localhost',
    'example.com/24',
    '10.0.0.0/8,',
    ',10.0.0.0/8',
    '10.0.0.0/8;192.168.0.0/16',
    '10.0.0.0/8,nonsense',
    '10.0.0.0/8 192.168.0.0/16',
    '١٠.0.0.1',
    Array.from({ length: 101 }, () => '::1').join(),
    ' '.repeat(2_000) + '::1',
  ])('refuses %j', (text) => {
    expect(normaliseBlocks(text)).toBeNull();
  });
});

describe('isAddressInBlocks', () => {
  it.each([
    ['10.255.255.255', '10.0.0.0/8'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7', '0.0.0.0/0'],
    ['192.168.1.1', '10.0.0.0/8,192.168.0.0/16'],
    ['2001:db8:ffff::1', '2001:db8::/32'],
    ['::1', '10.0.0.0/8,::1/128'],
    ['::ffff:10.0.0.1', '10.0.0.0/8'],
  ])('finds %s in %s', (address, blocks) => {
    expect(isAddressInBlocks(address, blocks)).toBe(true);
  });

  it.each([
    ['11.0.0.0', '10.0.0.0/8'],
    ['9.255.255.255', '10.0.0.0/8'],
    ['203.0.113.8', '203.0.113.7/32'],
    ['2001:db9::1', '2001:db8::/32'],
    ['::1', '0.0.0.0/0'],
    ['10.0.0.1', '::/0'],
    ['::ffff:11.0.0.1', '10.0.0.0/8'],
    ['', '0.0.0.0/0'],
    ['unknown', '0.0.0.0/0,::/0'],
  ])('does not find %j in %s', (address, blocks) => {
    expect(isAddressInBlocks(address, blocks)).toBe(false);
  });
});

describe('areBlocksWithin', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.1.0.0/16', '10.0.0.0/8'],
    ['10.1.2.3/32,10.4.0.0/16', '10.0.0.0/8'],
    ['10.1.0.0/16,2001:db8:1::/48', '2001:db8::/32,10.0.0.0/8'],
    ['192.168.0.0/16', '10.0.0.0/8,192.168.0.0/16'],
    ['10.0.0.0/8', '0.0.0.0/0'],
  ])('%s lies within %s', (narrow, wide) => {
    expect(areBlocksWithin(narrow, wide)).toBe(true);
  });

  it.each([
    ['10.0.0.0/7', '10.0.0.0/8'],
    ['11.0.0.0/16', '10.0.0.0/8'],
    ['10.0.0.0/8,11.0.0.0/32', '10.0.0.0/8'],
    ['::/128', '0.0.0.0/0'],
    ['10.0.0.0/8', '::/0'],
    ['::/0', '2001:db8::/32'],
  ])('%s does not lie within %s', (narrow, wide) => {
    expect(areBlocksWithin(narrow, wide)).toBe(false);
  });
});

describe('intersectBlocks', () => {
  it.each<[string | null, string | null, string | null]>([
    [null, null, null],
    ['10.0.0.0/8', null, '10.0.0.0/8'],
    ['10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/16'],
    ['10.0.0.0/8', '11.0.0.0/8', ''],
    ['0.0.0.0/0', '::/0', ''],
    ['::/0', '2001:db8::/32', '2001:db8::/32'],
    ['10.0.0.0/8,192.168.0.0/16', '192.168.1.0/24,10.2.0.0/16', '10.2.0.0/16,192.168.1.0/24'],
    ['10.0.0.0/16,::1/128', '10.0.0.0/8,::/0', '10.0.0.0/16,::1/128'],
    ['10.0.0.0/8,192.168.1.1/32', '10.1.0.0/16,192.168.0.0/16', '10.1.0.0/16,192.168.1.1/32'],
    ['10.0.0.0/8,10.1.0.0/16', '10.0.0.0/8', '10.0.0.0/8,10.1.0.0/16'],
  ])('of %s and %s is %s', (one, other, common) => {
    const sorted = (blocks: string | null) => blocks?.split(',').sort();
    expect(sorted(intersectBlocks(one, other))).toEqual(sorted(common));
    expect(sorted(intersectBlocks(other, one))).toEqual(sorted(common));
    expect(sorted(intersectBlocks(common || null, common || null))).toEqual(sorted(common || null));
  });

  it('is stable, and never exceeds either list, for a hundred blocks each', () => {
    const block = (i: number, bits: number) => `10.${i}.0.0/${bits}`;
    const wide = normaliseBlocks(Array.from({ length: 100 }, (_, i) => block(i, 16)).join());
    const narrow = normaliseBlocks(Array.from({ length: 100 }, (_, i) => block(2 * i, 24)).join());
    const common = intersectBlocks(wide, narrow);
    expect(common?.split(',')).toHaveLength(50);
    expect(intersectBlocks(common, wide)).toBe(common);
    expect(areBlocksWithin(common ?? '', wide ?? '')).toBe(true);
  });
});
