import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateSecret, hintOf } from '../../src/admission/credentials/secret.js';

interface Finding {
  RuleID: string;
  Secret: string;
}

const LEAKED = 7;

describe('the rules for gitleaks', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'assistant-tokens-leaks-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function scan(lines: string[]): Finding[] {
    const program = process.env.GITLEAKS;
    if (program === undefined) throw new Error('GITLEAKS is not set: run .ci/with-gitleaks.');
    writeFileSync(path.join(directory, 'settings.yaml'), lines.join('\n'));
    const { status, stdout, stderr } = spawnSync(
      program,
      [
        ...['dir', directory, '--config', 'docs/leaks/gitleaks.toml', '--no-banner'],
        ...['--report-format', 'json', '--report-path', '-', '--exit-code', String(LEAKED)],
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0 && status !== LEAKED) throw new Error(`gitleaks failed: ${stderr}`);
    return JSON.parse(stdout) as Finding[];
  }

  it.each([
    ['i5t_', 'assistant-tokens-token'],
    ['i5c_', 'assistant-tokens-token'],
    ['i5s_', 'assistant-tokens-session'],
  ])('find a value that begins with %s', (prefix, rule) => {
    const value = generateSecret(prefix);

    expect(scan(['a: 1', `service: { token: "${value}" }`, 'b: 2'])).toMatchObject([
      { RuleID: rule, Secret: value },
    ]);
  });

  it('do not find what is no value', () => {
    const value = generateSecret('i5t_');

    expect(
      scan([hintOf(value), value.slice(0, -1), `${value}0`, value.replace('i5t_', 'i5x_')]),
    ).toEqual([]);
  });
});
