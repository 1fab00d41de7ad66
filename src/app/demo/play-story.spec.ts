import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateSecret } from '../../admission/credentials/secret.js';
import { playStory } from './play-story.js';
import type { Step } from './step.js';
import { Transcript } from './transcript.js';

const VALUE = generateSecret('i5t_');

const ISSUE: Step = {
  title: 'Issue.',
  request: ({ password }) => ({ method: 'POST', path: '/tokens', body: { password } }),
  expect: () => ({ status: 201, body: { token: /^i5t_/, tags: ['one'] } }),
  show: ['token'],
  learn: { firstValue: 'token' },
};

const USE: Step = {
  title: 'Use.',
  as: 'firstValue',
  request: () => ({ method: 'GET', path: '/thing' }),
  expect: ({ firstValue }) => ({ status: 200, body: { seen: `Bearer ${firstValue}` } }),
};

describe('playStory', () => {
  let server: Server;
  let address: string;
  let paths: (string | undefined)[];
  let issued: object;
  let output: PassThrough;

  beforeEach(async () => {
    paths = [];
    issued = { token: VALUE, tags: ['one'], _links: {} };
    output = new PassThrough({ encoding: 'utf8' });
    server = createServer(({ url, headers }, response) => {
      paths.push(url);
      response.statusCode = url === '/tokens' ? 201 : 200;
      response.end(JSON.stringify(url === '/tokens' ? issued : { seen: headers.authorization }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  function play(steps: Step[], signal = new AbortController().signal): Promise<boolean> {
    const transcript = new Transcript(output);
    return playStory(steps, { address, password: 'hush', transcript, signal });
  }

  function text(): string {
    return String(output.read());
  }

  describe('when every response is as expected', () => {
    it('prints each step and passes values to later steps', async () => {
      expect(await play([ISSUE, USE])).toBe(true);
      expect(text()).toBe(
        `
 1  Issue.
    POST /tokens
    { "password": "…" }
  ✓ 201 Created
    { "token": "${VALUE.slice(0, 10)}…" }
    the value, shown once: ${VALUE.slice(0, 10)}…

 2  Use.
    GET /thing                                                as ${VALUE.slice(0, 10)}…
  ✓ 200 OK
`,
      );
    });
  });

  describe('when a response differs', () => {
    it('prints the difference and stops', async () => {
      issued = { token: 'none', tags: ['one', 'two'] };

      expect(await play([ISSUE, USE])).toBe(false);
      expect(paths).toEqual(['/tokens']);
      expect(text()).toMatch(/✗ 201 Created[^]*body\.token should be like \^i5t_, but is "none"/);
    });

    it('reports a different status, a missing field and a longer list', async () => {
      issued = { tags: ['one', 'two'] };
      const step: Step = {
        ...ISSUE,
        expect: () => ({ status: 200, body: { a: 1, tags: ['one'] } }),
      };

      expect(await play([step])).toBe(false);
      const lines = text();
      expect(lines).toContain('status should be 200, but is 201');
      expect(lines).toContain('body.a should be 1, but is missing');
      expect(lines).toContain('body.tags should have 1 entries, but has 2');
    });
  });

  describe('when it is interrupted', () => {
    it('throws the reason', async () => {
      const controller = new AbortController();
      controller.abort(new Error('Interrupted.'));

      await expect(play([ISSUE], controller.signal)).rejects.toThrow('Interrupted.');
      expect(paths).toEqual([]);
    });
  });
});
