import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/platform/database/embedded/free-port.js';

const SHIPPED = 'docs/gateways/nginx.conf';
/** nginx may be here although the directory is not in the PATH. */
const SYSTEM_PROGRAMS = '/usr/sbin';
const POLL_MS = 20;

/** The configuration around the tested one. It keeps all files in our directory and writes no log files. */
const AROUND = (directory: string) => `
daemon off;
pid ${pidFile(directory)};
error_log stderr notice;
events {}
http {
    access_log off;
    client_body_temp_path ${directory}/body;
    proxy_temp_path ${directory}/proxy;
    fastcgi_temp_path ${directory}/fastcgi;
    uwsgi_temp_path ${directory}/uwsgi;
    scgi_temp_path ${directory}/scgi;
    include ${directory}/gateway.conf;
}
`;

interface Addresses {
  assistantTokens: string;
  serviceBehind: string;
  /** The one assistant that the shipped file names. */
  assistant: string;
}

/** The real nginx on a free port. */
export class Nginx {
  private stderr = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly url: string,
  ) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  /** With the configuration of `docs/gateways`. Only the addresses are replaced. */
  static async start(addresses: Addresses): Promise<Nginx> {
    const shipped = await readFile(SHIPPED, 'utf8');
    return Nginx.run((listen) => putIn(shipped, { ...addresses, listen }));
  }

  /**
   * @param configure returns what belongs into `http`
   * @param port a free port by default
   */
  static async run(configure: (listen: string) => string, port?: number): Promise<Nginx> {
    const directory = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-nginx-'));
    // Its workers run as nobody when it is started by root.
    await chmod(directory, 0o755);
    const listen = `127.0.0.1:${port ?? (await freePort())}`;
    await writeFile(path.join(directory, 'gateway.conf'), configure(listen));
    const configuration = path.join(directory, 'nginx.conf');
    await writeFile(configuration, AROUND(directory));
    const child = spawn('nginx', ['-p', directory, '-c', configuration, '-e', 'stderr'], {
      env: { PATH: `${process.env.PATH ?? ''}:${SYSTEM_PROGRAMS}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const nginx = new Nginx(child, directory, `http://${listen}`);
    try {
      await nginx.listens();
    } catch (error) {
      await nginx.stop();
      throw error;
    }
    return nginx;
  }

  async stop(): Promise<void> {
    if (this.isRunning && this.child.kill('SIGTERM')) await once(this.child, 'exit');
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Rejects with the reason, for example when nginx is not installed. */
  private async listens(): Promise<void> {
    const failed = once(this.child, 'error').then(([error]) => {
      throw error as Error;
    });
    while (!existsSync(pidFile(this.directory))) {
      if (!this.isRunning) throw new Error(`nginx has ended:\n${this.stderr}`);
      await Promise.race([delay(POLL_MS), failed]);
    }
  }

  private get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}

/** @throws when the shipped file does not contain the text to replace */
function putIn(shipped: string, addresses: Addresses & { listen: string }): string {
  const replacements: [string, string][] = [
    ['server 127.0.0.1:3000;', `server ${addresses.assistantTokens};`],
    ['server 127.0.0.1:8080;', `server ${addresses.serviceBehind};`],
    ['listen 127.0.0.1:8000;', `listen ${addresses.listen};`],
    ['assistantId=team:sales-assistant;', `assistantId=${addresses.assistant};`],
  ];
  return replacements.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${SHIPPED} has not one "${from}".`);
    return text.replace(from, to);
  }, shipped);
}

/** nginx writes this file when it listens. */
function pidFile(directory: string): string {
  return path.join(directory, 'pid');
}
