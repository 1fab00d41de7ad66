import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssistantTokens, ConnectionError, PermissionError } from 'assistant-tokens-client';
import { verifyAuditExport } from 'assistant-tokens-client/audit';
import { FlakyProxy } from './support/flaky-proxy.js';
import { closeServers, listening } from './support/listening.js';
import { QUICK, Service } from './support/service.js';

const LINE = `{"type":"event","event":{"id":"${'x'.repeat(1_000)}"}}\n`;
const MEGABYTE = 1_000_000;

describe('an export of the audit trail', () => {
  let service: Service;
  let proxy: FlakyProxy;
  let session: string;

  beforeAll(async () => {
    service = await Service.start();
    proxy = await FlakyProxy.to(service.baseUrl);
    session = (await service.token(await service.assistant('exported'))).token;
  });

  afterAll(async () => {
    await proxy.close();
    await closeServers();
  });

  const admin = async (baseUrl: string) =>
    new AssistantTokens({ baseUrl, retry: QUICK, token: await service.process.logIn() });

  it('is refused to whoever may not read the trail, when it is read', async () => {
    const lines = service.as(session).audit.export();
    await expect(lines[Symbol.asyncIterator]().next()).rejects.toThrow(PermissionError);
  });

  it('is verified line by line, with the keys of the service', async () => {
    const { audit } = service.admin;
    const { keys } = await audit.keys();

    expect(await verifyAuditExport(audit.export(), { keys })).toMatchObject({
      ok: true,
      faults: [],
      events: expect.any(Number),
      keysFrom: 'given',
    });
  });

  it('can be limited by a filter, and has no heads then', async () => {
    const types = new Set<string>();
    const actions = new Set<string>();
    for await (const line of service.admin.audit.export({ action: 'token.created' })) {
      const { type, event } = JSON.parse(line) as { type: string; event: { action: string } };
      types.add(type);
      actions.add(event.action);
    }
    expect([[...types], [...actions]]).toEqual([['event'], ['token.created']]);
  });

  it('is asked for again until it begins', async () => {
    const busy = { kind: 'answer', status: 503 } as const;
    const client = await admin(proxy.url);
    proxy.plan({ kind: 'before' }, busy);

    expect(await verifyAuditExport(client.audit.export())).toMatchObject({ ok: true });
    expect(proxy.seen).toHaveLength(3);
  });

  it('fails if it breaks off, so that nobody takes a part for all of it', async () => {
    const client = await admin(proxy.url);
    proxy.plan({ kind: 'cut', behind: '"type":"event"' });

    await expect(verifyAuditExport(client.audit.export())).rejects.toThrow(ConnectionError);
    expect(proxy.seen).toHaveLength(1);
  });

  describe('without an end', () => {
    let sent = 0;
    let response: ServerResponse;
    let client: AssistantTokens;

    beforeAll(async () => {
      const server = createServer((_request, answer) => {
        response = answer;
        const write = () => {
          for (let more = true; more && !answer.destroyed; sent += LINE.length) {
            more = answer.write(LINE);
          }
        };
        answer.on('drain', write);
        write();
      });
      client = new AssistantTokens({ baseUrl: await listening(server), token: 'i5t_nothing' });
    });

    const closed = async () => {
      if (!response.closed) await once(response, 'close');
    };

    it('is read no faster than its reader, and closed when the reader leaves', async () => {
      let read = 0;
      for await (const line of client.audit.export()) {
        expect(line).toHaveLength(LINE.length - 1);
        read += LINE.length;
        if (read > 20 * MEGABYTE) break;
      }
      expect(sent - read).toBeLessThan(10 * MEGABYTE);
      await closed();
    });

    it('is closed by the signal', async () => {
      const abort = new AbortController();
      const reading = verifyAuditExport(client.audit.export({}, { signal: abort.signal }));
      const refused = expect(reading).rejects.toThrow('enough');
      setTimeout(() => {
        abort.abort(new Error('enough'));
      }, 50);
      await refused;
      await closed();
    });
  });
});
