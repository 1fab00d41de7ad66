import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { hasProgram, MAIN, newDataDir, ServiceProcess } from '../support/service-process.js';

/** A line that contains only 18 random bytes in base64url. */
const PASSWORD_LINE = /^ *([\w-]{24})\r?$/m;

const GENERATED = { ADMIN_PASSWORD: undefined };

function commandsIn(output: string): string {
  const [, commands = ''] = output.split('paste this into another terminal:');
  return commands;
}

describe('the first start', () => {
  describe('when the output is not a terminal', () => {
    let dataDir: string;
    let service: ServiceProcess;
    let password: string;

    beforeAll(async () => {
      dataDir = await newDataDir();
      service = await ServiceProcess.start(dataDir, { env: GENERATED });
      password = (await readFile(path.join(dataDir, 'admin-password'), 'utf8')).trim();
    });

    it('prints the address, the username of the admin and three commands', () => {
      expect(service.stdout).toMatch(/^Assistant tokens listens on http:\/\/127\.0\.0\.1:\d+$/m);
      expect(service.stdout).toMatch(/^To log in as admin, /m);
      expect(commandsIn(service.stdout).trim().split('\n\n')).toEqual([
        expect.stringContaining('PASSWORD'),
        expect.stringContaining('/api/auth/login'),
        expect.stringContaining('/api/auth/session'),
      ]);
      expect(service.stderr).toBe('');
    });

    it('prints the path of a file with the generated password, which only this user can read', async () => {
      const file = path.join(dataDir, 'admin-password');
      expect(service.stdout).toContain(`The password of admin is in ${file}.`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(service.output).not.toContain(password);
      expect(service.output).not.toMatch(PASSWORD_LINE);
      await service.logIn(password);
    });

    if (hasProgram('bash') && hasProgram('curl')) {
      it('prints commands that work when they are pasted together', () => {
        const { stdout } = spawnSync('bash', ['-s'], {
          encoding: 'utf8',
          input: `${commandsIn(service.stdout).trimEnd()}\n${password}\n`,
        });

        expect(JSON.parse(stdout.replace('Password: ', ''))).toMatchObject({
          username: 'admin',
          type: 'session',
        });
      });
    } else {
      it.skip('prints commands that work when they are pasted: bash or curl is not here', () => {});
    }

    it('prints nothing about the password at the next start', async () => {
      await service.end('SIGTERM');
      const next = await ServiceProcess.start(dataDir, {
        env: { ...GENERATED, ADMIN_USERNAME: 'somebody-else' },
      });

      expect(next.stdout).not.toContain('The password of');
      expect(next.stdout).toMatch(/^To log in as admin, /m);
      await next.logIn(password);
      await next.end('SIGTERM');
    });
  });

  if (hasProgram('script', /util-linux/)) {
    describe('when the output is a terminal', () => {
      async function startInTerminal(dataDir: string): Promise<ServiceProcess> {
        return ServiceProcess.start(dataDir, {
          env: GENERATED,
          command: ['script', '-qec', `exec '${process.execPath}' '${MAIN}'`, '/dev/null'],
        });
      }

      async function pressCtrlC(service: ServiceProcess): Promise<void> {
        service.child.stdin.write('\x03');
        expect(await service.ended).toEqual({ code: 0, signal: null });
      }

      it('prints the generated password once, on its own line, and stores it nowhere', async () => {
        const dataDir = await newDataDir();
        const first = await startInTerminal(dataDir);
        const [, password = ''] = PASSWORD_LINE.exec(first.stdout) ?? [];
        await first.logIn(password);
        await pressCtrlC(first);
        expect(existsSync(path.join(dataDir, 'admin-password'))).toBe(false);

        const second = await startInTerminal(dataDir);
        expect(second.stdout).not.toMatch(PASSWORD_LINE);
        expect(second.stdout).not.toContain(password);
        await second.logIn(password);
        await pressCtrlC(second);
      });
    });
  } else {
    it.skip('shows the generated password on a terminal: script of util-linux is not here', () => {});
  }
});
