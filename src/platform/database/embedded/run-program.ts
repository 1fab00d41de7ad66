import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { readEnvironment } from '../../config/environment.js';
import { messageOf } from './error-details.js';
import type { Account } from './account.js';

export interface ProgramOptions {
  env?: Record<string, string>;
  /** File descriptor that takes the output. */
  stdout?: number;
}

export interface ProgramResult {
  succeeded: boolean;
  stdout: string;
  /** The last line of the program's error output, or why it could not run. */
  complaint: string;
}

/**
 * Runs the program in its own session, so that a Ctrl-C meant for the service does not interrupt it
 * or its children. It gets none of the service's environment variables.
 */
export async function runProgram(
  account: Account,
  program: string,
  args: string[],
  { env = {}, stdout }: ProgramOptions = {},
): Promise<ProgramResult> {
  const { file, args: allArgs, ...user } = account.command(program, args);
  const child = spawn(file, allArgs, {
    ...user,
    cwd: '/',
    detached: true,
    windowsHide: true,
    env: { PATH: readEnvironment().PATH, LC_ALL: 'C', TZ: 'UTC', ...env },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  });
  const ended = new Promise<{ succeeded: boolean; failure?: string }>((resolve) => {
    child.once('error', (error) => {
      resolve({ succeeded: false, failure: messageOf(error) });
    });
    child.once('close', (code, signal) => {
      resolve({ succeeded: code === 0, ...(signal && { failure: `ended by ${signal}` }) });
    });
  });
  const [output, errors, { succeeded, failure }] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    ended,
  ]);
  return {
    succeeded,
    stdout: output.trim(),
    complaint: lastLine(errors) ?? failure ?? 'no reason given',
  };
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1)?.trim() || undefined;
}
