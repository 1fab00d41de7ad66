import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cores } from './cores.js';
import type { Answer, ServerOptions, Usage } from './server-messages.js';

const MAIN = fileURLToPath(new URL('server-main.js', import.meta.url));

/** A server in a process of its own, pinned to its core, its log thrown away. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(options: ServerOptions, cores: Cores | null): Promise<ServerProcess> {
    const command = [process.execPath, MAIN, JSON.stringify(options)];
    const [program = '', ...args] = cores ? ['taskset', '-c', cores.service, ...command] : command;
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const { url } = await nextMessage<'listening'>(child);
    return new ServerProcess(child, url);
  }

  async usage(): Promise<Usage> {
    this.child.send('usage');
    return nextMessage<'usage'>(this.child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}

async function nextMessage<T extends keyof Answer>(child: ChildProcess): Promise<Answer[T]> {
  const waiting = new AbortController();
  const exited = once(child, 'exit', { signal: waiting.signal }).then(() => {
    throw new Error('The server of the benchmark ended early.');
  });
  try {
    const [message] = (await Promise.race([
      once(child, 'message', { signal: waiting.signal }),
      exited,
    ])) as [Answer[T]];
    return message;
  } finally {
    waiting.abort();
    exited.catch(() => undefined);
  }
}
