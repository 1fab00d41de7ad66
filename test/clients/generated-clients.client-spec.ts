import { readFile, rm } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LaterVersion } from '../support/later-version.js';
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
  let later: LaterVersion;

  beforeAll(async () => {
    if (process.env.OPENAPI_GENERATOR === undefined) {
      throw new Error('Clients are generated with what .ci/with-client-generators brings.');
    }
    service = await ServiceProcess.start(await newDataDir());
    later = await LaterVersion.start(service.api.url);
  });

  afterAll(() => later.close());

  it.each(CLIENTS)(
    'plays the story, with a service that says more than the document too: %s',
    async (client) => {
      const commands = commandsFor(await page, client);
      const story = linesOf(storyIn(await page));
      await rm(`test/clients/${client}/generated`, { recursive: true, force: true });

      const printed = await run(commands.join('\n'), service.api.url);
      expect(printed.match(COMPLAINTS) ?? []).toEqual([]);
      expect(linesOf(printed).slice(-story.length)).toEqual(story);

      const [enter, program] = [commands.at(0), commands.at(-1)];
      expect(linesOf(await run(`${enter}\n${program}`, later.url))).toEqual(story);
    },
    2 * PATIENCE_MS,
  );
});

/** One a line. */
function commandsFor(page: string, client: string): string[] {
  const commands = readPage(page).commands.map(({ text }) => text.trim().split('\n'));
  return commands.find(([enter]) => enter === `cd test/clients/${client}`) ?? [];
}

function storyIn(page: string): string {
  return /^```text\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
}

async function run(commands: string, url: string): Promise<string> {
  const environment = { BASE_URL: url, ADMIN_PASSWORD };
  return stripVTControlCharacters(
    await runShell(commands, { environment, patienceMs: PATIENCE_MS }),
  );
}

/** Without the time that a slug ends with. */
function linesOf(text: string): string[] {
  return text
    .replace(/admin:sales-\d+/g, 'admin:sales-…')
    .trim()
    .split('\n');
}
