import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { auditedActions } from '../support/database-rows.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';
import { WebhookScene } from '../support/webhook-scene.js';

const URL_TO = 'https://hooks.example.com/in?x=1';
const UNKNOWN = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const SECRET = /^whsec_[0-9A-Za-z+/]{43}=$/;

describe('webhooks', () => {
  let app: TestApp;
  let scene: WebhookScene;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    scene = await WebhookScene.set(app);
  });

  describe('when the request is invalid', () => {
    const events = ['token.created'];

    it.each([
      ['no event', { url: URL_TO, events: [] }, ['events']],
      ['an unknown event', { url: URL_TO, events: ['token.created', 'token.used'] }, ['events']],
      ['an event on demand', { url: URL_TO, events: ['webhook.test'] }, ['events']],
      [
        'the same event twice',
        { url: URL_TO, events: ['token.created', 'token.created'] },
        ['events'],
      ],
      ['no URL', { events }, ['url']],
      ['what is no URL', { url: 'hooks.example.com', events }, ['url']],
      ['a plain URL', { url: 'http://hooks.example.com/', events }, ['url']],
      ['a URL of another scheme', { url: 'ftp://hooks.example.com/', events }, ['url']],
      ['a URL with a credential', { url: 'https://a:b@hooks.example.com/', events }, ['url']],
      ['a URL with a user', { url: 'https://a@hooks.example.com/', events }, ['url']],
      ['a URL without slashes', { url: 'https:hooks.example.com', events }, ['url']],
      ['a URL with a space', { url: ' https://hooks.example.com/', events }, ['url']],
      ['a URL that is not ASCII', { url: 'https://hooks.example.com/é', events }, ['url']],
      ['a long URL', { url: `https://hooks.example.com/${'a'.repeat(2_048)}`, events }, ['url']],
      ['a loopback address', { url: 'https://127.0.0.1/', events }, ['url']],
      ['one in another notation', { url: 'https://0x7f.1/', events }, ['url']],
      ['one as a number', { url: 'https://2130706433/', events }, ['url']],
      ['a mapped one', { url: 'https://[::ffff:10.0.0.1]/', events }, ['url']],
      ['one of metadata', { url: 'https://169.254.169.254/latest', events }, ['url']],
      ['a property of the service', { url: URL_TO, events, failingSince: null }, ['failingSince']],
    ])('refuses %s', (_what, body, fields) =>
      expectInvalid(app, () => scene.owner.api.post(scene.webhooksPath, body), fields),
    );

    it('refuses it in an update too', async () => {
      const { path } = await scene.create(URL_TO);
      await expectInvalid(app, () => scene.owner.api.patch(path, { url: 'https://10.0.0.1/' }), [
        'url',
      ]);
      await expectInvalid(app, () => scene.owner.api.patch(path, { events: [] }), ['events']);
    });

    it('reports an invalid body before an unknown assistant or webhook', async () => {
      const { api } = scene.owner;
      await expectInvalid(
        app,
        () => api.post(`/api/assistants/${UNKNOWN}/webhooks`, { url: 'https://[::1]/', events }),
        ['url'],
      );
      await expectRefused(app, () => api.get(`/api/webhooks/${UNKNOWN}`), 404, 'not_found');
      await expectRefused(
        app,
        () => api.post(`/api/webhooks/${UNKNOWN}/_rotate`, {}),
        404,
        'not_found',
      );
    });
  });

  it('are available to users who may change the assistant', async () => {
    const { assistant, editor, viewer } = await createTeamAssistant(app);
    const path = `/api/assistants/${assistant.naturalId}/webhooks`;
    const body = { url: URL_TO, events: ['token.created'] };
    await expectRefused(app, () => viewer.api.get(path), 403, 'forbidden');
    await expectRefused(app, () => viewer.api.post(path, body), 403, 'forbidden');
    const created = await editor.api.post(path, body);
    expect(created.status).toBe(201);
    const own = `/api/webhooks/${created.body.id as string}`;
    await expectRefused(app, () => viewer.api.get(own), 403, 'forbidden');
    await expectRefused(app, () => viewer.api.delete(own), 403, 'forbidden');
    await expectRefused(app, () => viewer.api.get(`${own}/deliveries`), 403, 'forbidden');
    await expectRefused(app, () => scene.owner.api.get(own), 404, 'not_found');
  });

  it('show their secret once, in the response that created it', async () => {
    const created = await scene.owner.api.post(scene.webhooksPath, {
      url: URL_TO,
      events: ['token.created', 'token.revoked'],
      description: 'Tells the CRM',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('Cache-Control')).toBe('no-store');
    const { id, secret, ...shown } = created.body;
    const path = `/api/webhooks/${id as string}`;
    expect(created.headers.get('Location')).toBe(path);
    expect(secret).toMatch(SECRET);
    expect(shown).toMatchObject({
      assistantId: scene.assistant.naturalId,
      url: URL_TO,
      events: ['token.created', 'token.revoked'],
      description: 'Tells the CRM',
      enabled: true,
      disabledReason: null,
      failingSince: null,
      secretVersion: 1,
      secrets: [{ version: 1, retiresAt: null }],
    });
    expect((await scene.owner.api.get(path)).body).toEqual({ id, ...shown });
    const { body: list } = await scene.owner.api.get(scene.webhooksPath);
    delete shown._links.curies;
    expect(list._embedded['inf:webhook']).toEqual([{ id, ...shown }]);
  });

  it('can be changed and deleted, with audit records', async () => {
    const { id, path } = await scene.create(URL_TO);
    const changed = await scene.owner.api.patch(path, {
      url: 'https://other.example.com/',
      events: ['token.expiring'],
      enabled: false,
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { url: 'https://other.example.com/', events: ['token.expiring'], enabled: false },
    });
    expect((await scene.owner.api.delete(path)).status).toBe(204);
    expect((await scene.owner.api.get(path)).status).toBe(404);
    expect(await auditedActions(app, id)).toEqual([
      'webhook.created',
      'webhook.updated',
      'webhook.deleted',
    ]);
  });

  it('are deleted with their assistant', async () => {
    const { path } = await scene.create(URL_TO);
    await scene.owner.api.delete(`/api/assistants/${scene.assistant.id}`);
    expect((await scene.owner.api.get(path)).status).toBe(404);
  });

  it('are limited to 20 per assistant, even if many are created at once', async () => {
    const body = { url: URL_TO, events: ['token.created'] };
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => scene.owner.api.post(scene.webhooksPath, body)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(20).fill(201), ...Array(4).fill(409)]);
    await expectRefused(
      app,
      () => scene.owner.api.post(scene.webhooksPath, body),
      409,
      'too_many_webhooks',
    );
    expect((await scene.owner.api.get(scene.webhooksPath)).body.total).toBe(20);
  });
});
