import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A file that a page has its reader save. */
interface PageFile {
  name: string;
  text: string;
}

/** What a page has its reader type, and what it says is printed; null where it says nothing. */
interface PageCommand {
  text: string;
  output: string | null;
}

export interface PageScript {
  files: PageFile[];
  commands: PageCommand[];
}

const FENCE = /^```(\w+)(?: title=(\S+))?\n([\s\S]*?)^```$/gm;
const OUTPUT_LANGUAGES = new Set(['text', 'json']);
const MARK = '\u0001 end of a command \u0001';

/** Code with a title is a file, `bash` a command, and `text` or `json` after it what it prints. */
export function readPage(markdown: string): PageScript {
  const script: PageScript = { files: [], commands: [] };
  for (const [, language = '', name, text = ''] of markdown.matchAll(FENCE)) {
    const last = script.commands.at(-1);
    if (name !== undefined) script.files.push({ name, text });
    else if (language === 'bash') script.commands.push({ text, output: null });
    else if (OUTPUT_LANGUAGES.has(language) && last) last.output = text;
  }
  return script;
}

/**
 * Types all commands into one shell, in a directory with the files.
 *
 * @returns what each of them printed
 * @throws Error with what was printed so far when one fails
 */
export async function runPage(
  { files, commands }: PageScript,
  directory: string,
  environment: Record<string, string>,
): Promise<string[]> {
  await symlink(path.resolve('node_modules'), path.join(directory, 'node_modules'));
  for (const { name, text } of files) await writeFile(path.join(directory, name), text);
  const shell = spawn('bash', ['-euo', 'pipefail'], {
    cwd: directory,
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      ...environment,
    },
  });
  let printed = '';
  let complaints = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  shell.stdin.end(commands.map(({ text }) => `${text}\nprintf '%s' '${MARK}'\n`).join(''));
  const [code] = (await once(shell, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The page failed:\n${printed}\n${complaints}`);
  return printed.split(MARK).slice(0, -1);
}

const VARYING: [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/i5[stc]_[0-9A-Za-z]+/g, '<token>'],
  [/whsec_[0-9A-Za-z+/=]+/g, '<secret>'],
  [/http:\/\/(127\.0\.0\.1|localhost):\d+/g, '<url>'],
];

/** The same for two runs of a page. */
export function withoutWhatVaries(text: string): string {
  return VARYING.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), text).trim();
}
