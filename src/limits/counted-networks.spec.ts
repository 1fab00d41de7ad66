import { describe, expect, it } from '@jest/globals';
import { countedNetworkOf, CountedNetworks } from './counted-networks.js';

describe('CountedNetworks', () => {
  function full(): CountedNetworks {
    const networks = new CountedNetworks(2);
    networks.add('203.0.113.1', 0);
    networks.add('203.0.113.2', 0);
    return networks;
  }

  it('names those alike that do not fit, and the others as ever', () => {
    const networks = full();

    networks.add('203.0.113.3', 1);

    expect(networks.nameOf('203.0.113.3')).toBe('others');
    expect(networks.nameOf('203.0.113.4')).toBe('others');
    expect(networks.nameOf('203.0.113.1')).toBe('203.0.113.1');
  });

  it('has room again when the minute is over, and not before', () => {
    const networks = full();

    networks.add('203.0.113.3', 59_999);
    expect(networks.nameOf('203.0.113.3')).toBe('others');
    networks.add('203.0.113.3', 60_000);
    expect(networks.nameOf('203.0.113.3')).toBe('203.0.113.3');
  });
});

describe('countedNetworkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2::3', '2001:db8:1:2::/64'],
    ['unknown', 'others'],
    ['', 'others'],
    ['x'.repeat(10_000), 'others'],
  ])('of %s is %s', (address, network) => {
    expect(countedNetworkOf(address)).toBe(network);
  });
});
