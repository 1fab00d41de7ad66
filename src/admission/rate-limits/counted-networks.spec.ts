import { describe, expect, it } from '@jest/globals';
import { countedNetworkOf, CountedNetworks } from './counted-networks.js';

describe('CountedNetworks', () => {
  function full(): CountedNetworks {
    const networks = new CountedNetworks(2);
    networks.add('203.0.113.1', 0);
    networks.add('203.0.113.2', 0);
    return networks;
  }

  it('counts networks beyond the maximum together, and the others individually', () => {
    const networks = full();

    expect(networks.add('203.0.113.3', 1)).toBe('others');
    expect(networks.add('203.0.113.4', 1)).toBe('others');
    expect(networks.add('203.0.113.1', 1)).toBe('203.0.113.1');
  });

  it('treats all networks beyond the maximum as over the limit once their counter is', () => {
    const networks = full();
    networks.markExceeded(networks.add('203.0.113.3', 1), 60_001);

    expect(networks.exceededUntil('203.0.113.4', 2)).toBe(60_001);
    expect(networks.exceededUntil('203.0.113.1', 2)).toBeNull();
  });

  it('has room again when the minute is over, and not before', () => {
    const networks = full();

    expect(networks.add('203.0.113.3', 59_999)).toBe('others');
    expect(networks.add('203.0.113.3', 60_000)).toBe('203.0.113.3');
  });

  it('treats a network as over the limit until the given time', () => {
    const networks = new CountedNetworks();
    networks.markExceeded(networks.add('203.0.113.1', 0), 5_000);

    expect(networks.exceededUntil('203.0.113.1', 4_999)).toBe(5_000);
    expect(networks.exceededUntil('203.0.113.1', 5_000)).toBeNull();
    expect(networks.exceededUntil('203.0.113.2', 0)).toBeNull();
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
