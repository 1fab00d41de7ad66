import { readFile, rm } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readPage } from '../support/page-script.js';
import { ADMIN_PASSWORD, newDataDir, ServiceProcess } from '../support/service-process.js';
import { runShell } from '../support/shell.js';

const CLIENTS = ['typescript-openapi-fetch', 'typescript-fetch', 'java', 'python', 'go'];
const PATIENCE_MS = 240_000;

/** What openapi-generator says when it makes the best of something that it cannot read. */
const COMPLAINTS = /Inline schema created as \w+| ERROR .*/g;

describe('a client that is generated as docs/clients.md says', () => {
  const page = readFile('docs/clients.md', 'utf8');
  let service: ServiceProcess;

  beforeAll(async () => {
    if (process.env.OPENAPI_GENERATOR === undefined) {
      throw new Error('Clients are generated with what .ci/with-client-generators brings.');
    }
    service = await ServiceProcess.start(await newDataDir());
  });

  it.each(CLIENTS)(
    'plays the story: %s',
    async (client) => {
      await rm(`test/clients/${client}/generated`, { recursive: true, force: true });

      const printed = stripVTControlCharacters(
        await runShell(commandsFor(await page, client), {
          environment: { BASE_URL: service.api.url, ADMIN_PASSWORD },
          patienceMs: PATIENCE_MS,
        }),
      );

      expect(printed.match(COMPLAINTS) ?? []).toEqual([]);
      const story = linesOf(storyIn(await page));
      expect(linesOf(printed).slice(-story.length)).toEqual(story);
    },
    PATIENCE_MS + 10_000,
  );
});

function commandsFor(page: string, client: string): string {
  const commands = readPage(page).commands.filter(({ text }) =>
    text.startsWith(`cd test/clients/${client}\n`),
  );
  return commands.map(({ text }) => text).join('');
}

function storyIn(page: string): string {
  return /^```text\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
}

/** Without the time that a slug ends with. */
function linesOf(text: string): string[] {
  return text
    .replace(/admin:sales-\d+/g, 'admin:sales-…')
    .trim()
    .split('\n');
}
