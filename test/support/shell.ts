import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface ShellOptions {
  /** Added to the environment of the tests. */
  environment: Record<string, string>;
  /** The time limit. After it, the commands and their processes are killed. */
  patienceMs: number;
}

/**
 * Runs commands in a shell, in the directory of the project.
 *
 * @returns the output
 * @throws Error with the output when a command fails or does not end
 */
export async function runShell(
  commands: string,
  { environment, patienceMs }: ShellOptions,
): Promise<string> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    env: { ...process.env, NODE_OPTIONS: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  let complaints = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const limit = setTimeout(() => {
    killGroup(shell.pid);
  }, patienceMs);
  const [code] = (await once(shell, 'close')) as [number | null];
  clearTimeout(limit);
  if (code === 0) return printed;
  throw new Error(
    `The commands ${code === null ? 'took too long' : 'failed'}:\n${printed}\n${complaints}`,
  );
}

/** A shell that is detached leads a group of processes. */
function killGroup(leader: number | undefined): void {
  if (leader !== undefined) process.kill(-leader, 'SIGKILL');
}
