import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve('test/contract');
const TOOLS = path.join(FOLDER, 'node_modules');

/** The errors and warnings of `@redocly/cli lint` for an OpenAPI document. */
export function redoclyProblems(file: string): string[] {
  const { problems } = JSON.parse(
    run('@redocly/cli/bin/cli.js', [
      ...['lint', '--config', path.join(FOLDER, 'redocly.yaml')],
      ...['--format', 'json', '--max-problems', '1000', file],
    ]),
  ) as {
    problems: { ruleId: string; message: string; location: { pointer?: string }[] }[];
  };
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer ?? ''}: ${message}`,
  );
}

/** The errors, warnings and hints of Spectral for an OpenAPI document. */
export function spectralProblems(file: string): string[] {
  const problems = JSON.parse(
    run('@stoplight/spectral-cli/dist/index.js', [
      ...['lint', '--ruleset', path.join(FOLDER, 'spectral.yaml')],
      ...['--format', 'json', '--quiet', file],
    ]),
  ) as { code: string; message: string; path: string[] }[];
  return problems.map(({ code, message, path: at }) => `${code} ${at.join('.')}: ${message}`);
}

/** @returns the output. A linter that finds something exits with another status than 0. */
function run(script: string, parameters: string[]): string {
  const program = path.join(TOOLS, script);
  if (!existsSync(program)) throw new Error(`${script} is missing: run .ci/with-contract-tools.`);
  const { stdout, stderr, error } = spawnSync(process.execPath, [program, ...parameters], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    },
    maxBuffer: 1 << 26,
  });
  if (error || stdout === '') throw new Error(`${script} failed: ${stderr}`, { cause: error });
  return stdout;
}
