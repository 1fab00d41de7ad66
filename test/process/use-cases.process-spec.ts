import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPage, runPage, withoutWhatVaries } from '../support/page-script.js';
import { hasProgram, newDataDir, ServiceProcess } from '../support/service-process.js';

const PAGES = ['external-integration', 'webhook-callback', 'mobile-app'];
const PROGRAMS = ['bash', 'curl', 'jq', 'python3'];

const ifItCanRun = PROGRAMS.every((name) => hasProgram(name)) ? it : it.skip;

describe('the pages of the use cases', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-page-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  ifItCanRun.each(PAGES)('do what they say: %s', async (page) => {
    const script = readPage(await readFile(`docs/use-cases/${page}.md`, 'utf8'));
    const service = await ServiceProcess.start(await newDataDir(), {
      env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' },
    });

    const printed = await runPage(script, directory, {
      BASE_URL: service.api.url,
    });

    expect(printed.length).toBe(script.commands.length);
    expect(script.commands.filter(({ output }) => output !== null).length).toBeGreaterThan(0);
    script.commands.forEach(({ output }, index) => {
      if (output !== null) {
        expect(withoutWhatVaries(printed[index] ?? '')).toBe(withoutWhatVaries(output));
      }
    });
  });
});
