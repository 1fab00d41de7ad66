import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Config } from '../../src/platform/config/config.js';
import { envVariablesOf } from '../../src/platform/config/env.decorator.js';
import { MAIN, newDataDir, ServiceProcess } from '../support/service-process.js';

describe('the command line and the environment', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await newDataDir();
  });

  describe('when help is requested', () => {
    it.each(['--help', '-h'])('lists every variable and starts nothing: %s', async (option) => {
      const service = ServiceProcess.spawn(dataDir, {
        command: [process.execPath, MAIN, option],
        // The help does not read the configuration.
        env: { PORT: 'wrong' },
      });

      expect(await service.ended).toEqual({ code: 0, signal: null });
      for (const { name } of envVariablesOf(Config)) {
        expect(service.stdout).toMatch(new RegExp(`^${name} `, 'm'));
      }
      expect(service.stdout).toMatch(/^PORT +3000 /m);
      expect(service.stderr).toBe('');
      expect(existsSync(dataDir)).toBe(false);
    });
  });

  describe('when nobody reads the output', () => {
    it('ends without an error after the help', async () => {
      const service = ServiceProcess.spawn(dataDir, {
        command: [process.execPath, MAIN, '--help'],
      });
      service.child.stdout.destroy();

      expect(await service.ended).toEqual({ code: 0, signal: null });
      expect(service.stderr).toBe('');
    });

    it('keeps running', async () => {
      const service = await ServiceProcess.start(await newDataDir());
      const { api } = service;
      service.child.stdout.destroy();

      // Enough requests to fill the memory of the log, so that the service writes it.
      for (let i = 0; i < 5; i++) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => api.get('/api')));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      }
      expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
      expect(service.stderr).toBe('');
    });
  });

  describe('when the command line contains anything else', () => {
    it.each(['--port=3001', 'now'])('prints an error and starts nothing: %s', async (argument) => {
      const service = ServiceProcess.spawn(dataDir, {
        command: [process.execPath, MAIN, argument],
      });

      expect(await service.ended).toEqual({ code: 1, signal: null });
      expect(service.stderr).toContain(`'${argument.split('=')[0]}'`);
      expect(service.stderr).toContain('--help');
      expect(service.stdout).toBe('');
      expect(existsSync(dataDir)).toBe(false);
    });
  });

  describe('when several variables are invalid', () => {
    it('prints all problems before it writes anything', async () => {
      const service = ServiceProcess.spawn(dataDir, {
        env: {
          PORT: '70000',
          DATABASE_URL: 'mysql://root:hush@127.0.0.1/tokens',
          ADMIN_PASSWORD: 'too short',
          AI_SEATS: 'many',
          LOG_LEVEL: 'chatty',
        },
      });

      expect(await service.ended).toEqual({ code: 1, signal: null });
      const problems = service.stderr.trimEnd().split('\n');
      expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
        'PORT',
        'DATABASE_URL',
        'ADMIN_PASSWORD',
        'AI_SEATS',
        'LOG_LEVEL',
      ]);
      expect(service.stdout).toBe('');
      expect(service.stderr).not.toMatch(/hush|too short/);
      expect(existsSync(dataDir)).toBe(false);
    });
  });
});
