import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { RequestCompletion } from '../../src/api/http/request-completion.js';
import { LastUseRecorder } from '../../src/tokens/usage/recording/last-use.recorder.js';
import { VerificationLane } from '../../src/verification/lane/verification-lane.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createChild, issueCallback } from '../factories/children.factory.js';
import { INACTIVE_TOKENS } from '../factories/inactive-tokens.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { exchangeText } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';
import {
  EXTRA_HEADERS,
  plainRequests,
  verificationRequests,
} from '../support/verification-requests.js';
import type { DrawnRequest } from '../support/verification-requests.js';

const RUNS = 600;
const TWO_MINUTES_MS = 120_000;
const A_KEY = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

describe('the verification lane', () => {
  /** Two instances on one database: one with the lane, one that leaves everything to Nest. */
  let withLane: TestApp;
  let withoutLane: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let other: TestAssistant;

  beforeAll(async () => {
    const env = {
      TRUST_PROXY: 'loopback, 10.0.0.0/8, 2001:db8::/32',
      CORS_ORIGINS: 'https://app.example.com',
      VERIFICATION_LANE: 'on',
      PUBLIC_URL: 'http://tokens.test',
    };
    withLane = await TestApp.start({ env });
    withoutLane = await TestApp.start({
      env: { ...env, VERIFICATION_LANE: 'off' },
      database: withLane.database,
    });
    owner = await createUser(withLane, {
      permissions: ['assistants:create', 'tokens:create', 'tokens:introspect'],
    });
    assistant = await createAssistant(withLane, { ownerId: owner.username });
    other = await createAssistant(withLane, { ownerId: owner.username });
  });

  afterAll(async () => {
    await withoutLane.close();
    await withLane.close();
  });

  interface Secrets {
    valid: string[];
    invalid: string[];
  }

  /** Credentials of every kind. */
  async function makeSecrets(): Promise<Secrets> {
    const app = withLane;
    const parent = await createToken(app, { owner, assistant });
    const chat = await createChat(app, { owner, assistant, token: parent });
    const good = await Promise.all([
      createToken(app, { owner }),
      createToken(app, { owner, columns: { readOnly: true } }),
      createToken(app, { owner, columns: { rateLimitPerMinute: 100_000 } }),
      createToken(app, { owner, assistant, columns: { readOnly: true } }),
      createToken(app, { owner, assistant, columns: { restrict: 'cidr', cidr: '127.0.0.0/8' } }),
      createToken(app, { owner, assistant, columns: { restrict: 'cidr', cidr: '203.0.113.0/24' } }),
      createToken(app, {
        owner,
        assistant,
        columns: { restrict: 'host', host: 'app.example.com' },
      }),
      createToken(app, { owner: await createUser(app) }),
      createChild(app, parent),
      createChild(app, parent, { readOnly: true }),
      createChild(app, parent, { chatId: chat.id }),
      createBoundToken(app, { owner, assistant, jkt: A_KEY }),
      issueCallback(app, chat.id),
    ]);
    const inactive = await Promise.all(
      Object.values(INACTIVE_TOKENS).map(async (make) => make(app)),
    );
    const sendable = inactive.filter((value) => /^[\w.-]{1,100}$/.test(value));
    const sessions = [owner.session, (await createAdmin(app)).session];
    const valid = [parent.secret, ...good.map(({ secret }) => secret), ...sessions];
    return { valid, invalid: sendable };
  }

  async function drawAndCompare({ valid, invalid }: Secrets, runs: number): Promise<void> {
    const ids = [assistant.id, assistant.naturalId, other.naturalId, 'nobody:nothing'];
    const same = fc.asyncProperty(
      verificationRequests(valid, invalid, ids, owner.username),
      async (request) => {
        const [lane, nest] = await Promise.all([
          send(withLane, request),
          send(withoutLane, request),
        ]);
        expect(lane).toBe(nest);
      },
    );
    await fc.assert(same, { numRuns: runs });
  }

  it(
    'answers as Nest does, byte for byte',
    async () => {
      const secrets = await makeSecrets();
      const before = answered(withLane);
      await drawAndCompare(secrets, RUNS);
      expect(answered(withLane) - before).toBeGreaterThan(RUNS / 20);
      expect(answered(withoutLane)).toBe(0);
    },
    TWO_MINUTES_MS,
  );

  it(
    'logs and counts what Nest logs and counts',
    async () => {
      const secrets = await makeSecrets();
      const records = [withLane, withoutLane].map(recordsOf);
      await drawAndCompare(secrets, RUNS / 2);
      const [lane, nest] = records.map((read) => read());
      expect(lane).toEqual(nest);
    },
    TWO_MINUTES_MS,
  );

  it('answers as Nest does when a plain request has one more header', async () => {
    const { secret } = await createToken(withLane, { owner });
    for (const { headers, ...request } of plainRequests(secret)) {
      for (const extra of EXTRA_HEADERS) {
        const odd = { ...request, headers: [extra, ...headers] };
        const [lane, nest] = await Promise.all([send(withLane, odd), send(withoutLane, odd)]);
        expect({ extra, text: lane }).toEqual({ extra, text: nest });
      }
    }
  });

  it('answers a plain request itself, and leaves any other to Nest', async () => {
    const { secret } = await createToken(withLane, { owner, assistant });
    const plain = { method: 'GET', target: '/api/auth/verify', body: '' };
    const headers = [`Authorization: Bearer ${secret}`];
    await send(withLane, { ...plain, headers });
    const count = answered(withLane);
    await send(withLane, { ...plain, headers });
    expect(answered(withLane)).toBe(count + 1);
    await send(withLane, { ...plain, headers: [...headers, 'Origin: https://app.example.com'] });
    expect(answered(withLane)).toBe(count + 1);
  });
});

function answered(app: TestApp): number {
  return app.nest.get(VerificationLane).answered;
}

/** The answer as it came, except for what differs between any two requests. */
async function send(app: TestApp, request: DrawnRequest): Promise<string> {
  const { method, target, headers, body } = request;
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: tokens.test', 'Connection: close'];
  const text = await exchangeText(app.api.url, [...lines, ...headers, '', body].join('\r\n'));
  return text
    .replace(/^(Date|X-Request-Id): .*$/gim, '$1: …')
    .replace(/"requestId":"[^"]*"/, '"requestId":"…"')
    .replace(/^(RateLimit: .*;t=)\d+/gim, '$1…');
}

/** @returns what the instance has logged, counted and noted from now on when it is called */
function recordsOf({ nest, log }: TestApp): () => Record<string, string[]> {
  const logged = log.lines.length;
  const counted: unknown[] = [];
  nest.get(RequestCompletion).observe({
    completed: ({ method, route, statusCode, principal }) =>
      counted.push([method, route, statusCode, principal?.credentialId]),
  });
  const note = jest.spyOn(nest.get(LastUseRecorder), 'note');
  return () => ({
    logged: sorted(log.lines.slice(logged).filter(isOfRequest).map(withoutChance)),
    counted: sorted(counted),
    lastUses: sorted(
      note.mock.calls.map(([{ credentialId }, , address]) => [credentialId, address]),
    ),
  });
}

function sorted(records: unknown[]): string[] {
  return records.map((record) => JSON.stringify(record)).sort();
}

function isOfRequest({ msg }: Record<string, unknown>): boolean {
  return msg === 'request';
}

/** Without what differs between any two requests. */
function withoutChance(line: Record<string, unknown>): object {
  return { ...line, time: '', requestId: '', durationMs: 0 };
}
