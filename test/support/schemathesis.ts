import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { maskSecrets } from '../../src/platform/logging/secret-mask.js';

const DIRECTORY = 'test/contract/schemathesis';

export interface FuzzOptions {
  url: string;
  seed: number;
  seconds: number;
  /** The credential of all requests, with its principal. */
  credential: { token: string; caller: { type: string } } | undefined;
}

interface Findings {
  /** Whether there are none. */
  ok: boolean;
  /** Without secrets. */
  output: string;
}

/** Lets Schemathesis compare the service with its OpenAPI document. */
export async function runSchemathesis(options: FuzzOptions): Promise<Findings> {
  const program = process.env.SCHEMATHESIS;
  if (program === undefined) throw new Error('SCHEMATHESIS is not set: run .ci/with-schemathesis.');
  const directory = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-fuzz-'));
  try {
    const child = spawn(program, argumentsOf(options), {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        PYTHONDONTWRITEBYTECODE: '1',
        SCHEMATHESIS_HOOKS: path.resolve(DIRECTORY, 'hooks.py'),
        ...(options.credential && {
          FUZZ_TOKEN: options.credential.token,
          FUZZ_CALLER: JSON.stringify(options.credential.caller),
        }),
      },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { ok: code === 0, output: maskSecrets(output) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function argumentsOf({ url, seed, seconds, credential }: FuzzOptions): string[] {
  return [
    '--no-color',
    ...['--config-file', path.resolve(DIRECTORY, 'schemathesis.toml')],
    ...['run', `${url}/api/openapi.json`],
    ...['--seed', String(seed), '--max-time', String(seconds)],
    // A session that has logged out cannot test anything else.
    ...(credential?.caller.type === 'session' ? ['--exclude-operation-id', 'logOut'] : []),
  ];
}
