import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { comparable } from '../support/page-output.js';
import { goesOnFromGettingStarted, readPage } from '../support/page-script.js';
import type { PageScript } from '../support/page-script.js';
import { runPage } from '../support/run-page.js';
import { hasProgram, newDataDir, ServiceProcess } from '../support/service-process.js';

/** Code that this test does not run, by page and beginning of the code. '' matches all code of a page. */
const NOT_RUN: [page: string, begins: string, reason: string][] = [
  ['README.md', 'npm ci && ADMIN_PASSWORD=', 'the test has started the service with this password'],
  ['README.md', 'npm ci && npm test', 'is what runs this'],
  ['docs/getting-started.md', 'npm ci', 'the test has started the service'],
  ['docs/operating.md', 'npm ci', 'installs what the test runs on'],
  ['docs/operating.md', 'npm run admin', 'end-all-credentials.process-spec.ts runs it'],
  ['docs/govern/audit-trail.md', 'npm run audit:verify', 'verify-file.spec.ts runs it'],
  ['docs/operating.md', 'docker build', 'needs a Docker engine'],
  [
    'docs/chats.md',
    'MODEL_BASE_URL=',
    'needs models of others; chat-creation.e2e-spec.ts has one of its own',
  ],
  ['docs/clients.md', '', 'generated-clients.client-spec.ts runs it'],
  ['docs/dpop.md', 'import { calculateThumbprint', 'dpop-example.e2e-spec.ts runs it'],
  ['docs/govern/leaks.md', 'curl -s https://api.github.com', 'asks GitHub'],
  ['docs/webhooks.md', 'import { Webhook }', 'is a part of docs/use-cases/webhook-callback.md'],
];
const GETTING_STARTED = 'docs/getting-started.md';
const NEEDED = ['bash', 'curl', 'jq', 'python3'];

interface Page {
  name: string;
  script: PageScript;
  goesOn: boolean;
}

const pages = ['README.md', ...globSync('docs/**/*.md').sort()].map((name): Page => {
  const markdown = readFileSync(name, 'utf8');
  return { name, script: readPage(markdown), goesOn: goesOnFromGettingStarted(markdown) };
});
const gettingStarted = pages.find(({ name }) => name === GETTING_STARTED);

const ifItCanRun = NEEDED.every((program) => hasProgram(program)) ? it : it.skip;

const isNotRun = ({ name }: Page, code: string) =>
  NOT_RUN.some(([page, begins]) => page === name && code.startsWith(begins));

const commandsOf = (page: Page) => page.script.commands.filter(({ text }) => !isNotRun(page, text));

const namesOfPagesThatRun = pages
  .filter((page) => commandsOf(page).length > 0)
  .map(({ name }) => name);

/** The commands of a page, after those of the page that it continues. Another test checks their output. */
function wholeScript(page: Page): PageScript {
  const before = page.goesOn && gettingStarted ? commandsOf(gettingStarted) : [];
  return {
    ...page.script,
    commands: [...before.map(({ text }) => ({ text, output: null })), ...commandsOf(page)],
  };
}

describe('the code in the documentation', () => {
  let directory: string;
  let service: ServiceProcess;
  let admin: Api;

  beforeAll(async () => {
    service = await ServiceProcess.start(await newDataDir(), {
      env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' },
    });
    admin = service.api.as(await service.logIn());
  });

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-page-'));
  });

  // Each page finds the service as the first one found it. A team is deleted with all that it owns.
  afterEach(async () => {
    await admin.delete('/api/teams/team');
    await admin.delete('/api/assistants/admin:sales');
    await rm(directory, { recursive: true, force: true });
  });

  ifItCanRun.each(namesOfPagesThatRun)('runs, with the documented results: %s', async (name) => {
    const page = pages.find((one) => one.name === name) as Page;
    const script = wholeScript(page);
    const printed = await runPage(script, { directory, url: service.api.url });
    expect(printed).toHaveLength(script.commands.length);
    script.commands.forEach(({ output }, index) => {
      if (output === null) return;
      const result = comparable(printed[index] ?? '', output);
      expect(result.printed).toEqual(result.shown);
    });
  });
});

describe('code that this test does not run', () => {
  it.each(NOT_RUN)('exists, with a reason: %s, %s', (name, begins) => {
    const page = pages.find((one) => one.name === name);
    const code = [
      ...(page?.script.commands ?? []).map(({ text }) => text),
      ...(page?.script.loose ?? []),
    ];
    expect(code.filter((text) => text.startsWith(begins))).not.toEqual([]);
  });

  it('is not a program without a file', () => {
    const loose = pages.flatMap((page) =>
      page.script.loose.filter((text) => !isNotRun(page, text)).map((text) => [page.name, text]),
    );
    expect(loose).toEqual([]);
  });

  it('is not an unused file', () => {
    const unused = pages.flatMap((page) => {
      const uses = [...commandsOf(page), ...page.script.files].map(({ text }) => text).join('');
      return page.script.files.filter((file) => !uses.includes(file.name)).map((file) => file.name);
    });
    expect(unused).toEqual([]);
  });
});
