import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve('test/contract');
const TOOLS = path.join(FOLDER, 'node_modules');

/** What `@redocly/cli lint` says of an OpenAPI document: errors and warnings. */
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

/** What Spectral says of an OpenAPI document: errors, warnings, and hints. */
export function spectralProblems(file: string): string[] {
  const problems = JSON.parse(
    run('@stoplight/spectral-cli/dist/index.js', [
      ...['lint', '--ruleset', path.join(FOLDER, 'spectral.yaml')],
      ...['--format', 'json', '--quiet', file],
    ]),
  ) as { code: string; message: string; path: string[] }[];
  return problems.map(({ code, message, path: at }) => `${code} ${at.join('.')}: ${message}`);
}

/** @returns what it writes; a linter that finds something has another status than 0 */
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
