import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isSupported, SUPPORTED_NODE } from './supported-node.js';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
};

describe('isSupported', () => {
  it.each(['18.20.8', '20.20.2', '22.23.3', '23.0.0', '24.0.0', '24.18.1', '25.9.0', '26.5.1'])(
    'refuses %s',
    (version) => {
      expect(isSupported(version)).toBe(false);
    },
  );

  it.each(['24.19.0', '24.21.0', '24.100.0', '26.6.0', '26.12.1', '27.0.0', '28.1.0'])(
    'accepts %s',
    (version) => {
      expect(isSupported(version)).toBe(true);
    },
  );

  /** The lowest version of each range in package.json. */
  it.each(engines.node.match(/\d+\.\d+\.\d+/g) ?? [])(
    'accepts %s, which package.json names, and not the minor version below',
    (lowest) => {
      const [major = 0, minor = 0] = lowest.split('.').map(Number);
      expect(isSupported(lowest)).toBe(true);
      expect(isSupported(`${major}.${minor - 1}.99`)).toBe(false);
    },
  );

  it.each(['README.md', 'docs/operating.md'])('accepts what %s says', (page) => {
    expect(readFileSync(page, 'utf8').replaceAll(/\s+/g, ' ')).toContain(
      `Node.js ${SUPPORTED_NODE}`,
    );
  });
});
