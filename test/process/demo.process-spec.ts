import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { STORY } from '../../src/app/demo/story.js';
import { DEMO, newDataDir, processesIn, ServiceProcess } from '../support/service-process.js';

describe('the demo', () => {
  let temporary: string;
  let demo: ServiceProcess;

  beforeEach(async () => {
    const dataDir = await newDataDir();
    temporary = path.dirname(dataDir);
    // The demo must ignore an environment that is meant for a service.
    demo = ServiceProcess.spawn(dataDir, {
      command: [process.execPath, DEMO],
      env: { TMPDIR: temporary, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/no', PORT: '1' },
    });
  });

  afterEach(async () => {
    expect(await readdir(temporary)).toEqual([]);
    expect(processesIn(temporary)).toEqual([]);
  });

  it('plays the whole story, with the expected responses', async () => {
    expect(await demo.ended).toEqual({ code: 0, signal: null });
    for (const { title } of STORY) expect(demo.stdout).toContain(title);
    expect(demo.stdout.match(/^ {2}✓ \d{3} /gm)).toHaveLength(STORY.length);
    expect(demo.stdout).not.toMatch(/i5[st]_[0-9A-Za-z]{42}/);
    expect(demo.stdout).not.toContain('\u001b[');
    expect(demo.stderr).toBe('');
  });

  it('stops on Ctrl-C', async () => {
    await demo.prints('Starting');

    expect(await demo.end('SIGINT')).toEqual({ code: 130, signal: null });
    expect(demo.stdout).not.toContain('POST');
  });

  it('ends when the reader closes its output', async () => {
    await demo.prints('Starting');
    demo.child.stdout.destroy();

    expect(await demo.ended).toEqual({ code: 1, signal: null });
  });
});
