import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PACKAGE = path.resolve('clients/typescript');
const ENTRY = /^\| `assistant-tokens-client(?:\/(\w+))?` +\|.*\| ([\d.]+) kB +\|$/gm;

interface Packed {
  files: { path: string }[];
}

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: PACKAGE, encoding: 'utf8' });

describe('what is published', () => {
  const manifest = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')) as {
    dependencies?: object;
    exports: Record<string, { types: string; default: string }>;
  };
  const [packed] = JSON.parse(run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts')) as [
    Packed,
  ];
  const files = packed.files.map((file) => file.path);

  it('is the build, and what is to be read', () => {
    const others = files.filter((file) => !/^dist\/[\w/-]+\.(?:js|d\.ts)$/.test(file));

    expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  it('has all that an entry names', () => {
    const entries = Object.values(manifest.exports).filter((entry) => typeof entry === 'object');
    const named = entries.flatMap((entry) => [entry.types, entry.default]);

    expect(files).toEqual(expect.arrayContaining(named.map((name) => name.replace('./', ''))));
  });

  it('depends on nothing, and names nothing of a platform', () => {
    expect(manifest.dependencies).toBeUndefined();
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(path.join(PACKAGE, file), 'utf8');
      expect(text).not.toMatch(/from '[^.]|import\(|require\(|\bprocess\.|\bBuffer\b/);
    }
  });

  it('is as small as the README says', () => {
    const said = [...readFileSync(path.join(PACKAGE, 'README.md'), 'utf8').matchAll(ENTRY)].map(
      ([, entry = 'index', kilobytes]) => [entry, Number(kilobytes)] as const,
    );
    const measured = run(process.execPath, 'scripts/measure-size.js').trim().split('\n');
    const sizes = new Map(
      measured.map((line) => {
        const [entry = '', , compressed] = line.split(' ');
        return [entry, Number(compressed) / 1_000];
      }),
    );

    expect(said.map(([entry]) => entry)).toEqual([...sizes.keys()]);
    for (const [entry, bound] of said) {
      expect(sizes.get(entry)).toBeLessThan(bound);
      // The next tenth of it would be a better promise.
      expect(sizes.get(entry)).toBeGreaterThan(bound * 0.85);
    }
  });
});
