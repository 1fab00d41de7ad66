import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PageScript } from './page-script.js';

/** The address in the pages. */
const WRITTEN_ADDRESS = /(http:\/\/)?(127\.0\.0\.1|localhost):3000/g;
const MARK = '\u0001 end of a command \u0001';

/**
 * Runs all commands in one shell, in a directory with the files. Replaces the address in the pages
 * with `url`.
 *
 * @returns the output of each command
 * @throws Error with the output so far when a command fails
 */
export async function runPage(
  { files, commands }: PageScript,
  { directory, url }: { directory: string; url: string },
): Promise<string[]> {
  const there = (text: string) => text.replaceAll(WRITTEN_ADDRESS, url);
  await symlink(path.resolve('node_modules'), path.join(directory, 'node_modules'));
  for (const { name, text } of files) await writeFile(path.join(directory, name), there(text));
  const shell = spawn('bash', ['-euo', 'pipefail'], {
    cwd: directory,
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      BASE_URL: url,
    },
  });
  let printed = '';
  let complaints = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  shell.stdin.end(commands.map(({ text }) => `${there(text)}\nprintf '%s' '${MARK}'\n`).join(''));
  const [code] = (await once(shell, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The page failed:\n${printed}\n${complaints}`);
  return printed.split(MARK).slice(0, -1);
}
