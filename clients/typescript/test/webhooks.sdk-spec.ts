import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssistantTokens } from 'assistant-tokens-client';
import type { Schemas } from 'assistant-tokens-client';
import { verifyWebhook, WebhookVerificationError } from 'assistant-tokens-client/webhooks';
import type { ReceivedWebhook, WebhookEvent } from 'assistant-tokens-client/webhooks';
import { Webhook } from 'standardwebhooks';
import { WebhookReceiver } from '../../../test/support/webhook-receiver.js';
import type { ReceivedEvent } from '../../../test/support/webhook-receiver.js';
import { Service } from './support/service.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const BODY = '{"type":"webhook.test","timestamp":"2026-11-25T10:00:00.000Z","data":{}}';
const AT = new Date('2026-11-25T10:00:00Z');

function signed(secret = SECRET, id = 'msg_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(AT.getTime() / 1_000),
    'webhook-signature': new Webhook(secret).sign(id, AT, BODY),
  };
}

describe('a webhook', () => {
  const received = { body: BODY, headers: signed(), secret: SECRET };
  const check = (changes: Partial<ReceivedWebhook> = {}, now = AT.getTime()) =>
    verifyWebhook({ ...received, ...changes }, () => now);

  it.each<[string, Partial<ReceivedWebhook>, string]>([
    ['another body', { body: `${BODY} ` }, 'signature_wrong'],
    ['another secret', { secret: OTHER }, 'signature_wrong'],
    ['another id', { headers: { ...signed(), 'webhook-id': 'msg_2' } }, 'signature_wrong'],
    ['another time', { headers: { ...signed(), 'webhook-timestamp': '1' } }, 'signature_wrong'],
    ['no signature', { headers: { ...signed(), 'webhook-signature': '' } }, 'headers_missing'],
    [
      'nonsense',
      { headers: { ...signed(), 'webhook-signature': 'v1,* v1, v2' } },
      'signature_wrong',
    ],
    [
      'another scheme',
      { headers: { ...signed(), 'webhook-signature': 'v1a,AAAA' } },
      'signature_wrong',
    ],
    ['no time', { headers: { ...signed(), 'webhook-timestamp': 'now' } }, 'headers_missing'],
    ['no headers', { headers: {} }, 'headers_missing'],
  ])('with %s is not believed', async (_name, changes, fault) => {
    const error = await check(changes).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(WebhookVerificationError);
    expect(error).toMatchObject({ fault });
  });

  it('is believed for five minutes', async () => {
    const at = AT.getTime();
    await expect(check({}, at + 300_000)).resolves.toMatchObject({ id: 'msg_1' });
    await expect(check({}, at + 301_000)).rejects.toMatchObject({ fault: 'too_old' });
    await expect(check({}, at - 301_000)).rejects.toMatchObject({ fault: 'too_new' });
    await expect(check({ tolerance: 600 }, at + 301_000)).resolves.toBeDefined();
  });

  it.each<[string, Partial<ReceivedWebhook>]>([
    ['as bytes', { body: new TextEncoder().encode(BODY) }],
    ['as a Buffer', { body: Buffer.from(BODY) }],
    ['with Headers', { headers: new Headers(signed()) }],
    ['with names in any case', { headers: upperCased(signed()) }],
    ['with one of two secrets', { secret: [OTHER, SECRET] }],
    ['with two signatures', { headers: twiceSigned() }],
  ])('is taken %s', async (_name, changes) => {
    expect((await check(changes)).event.type).toBe('webhook.test');
  });

  it.each([Number.NaN, -1])('is not verified with the tolerance %d', async (tolerance) => {
    await expect(check({ tolerance }, AT.getTime() + 3_600_000)).rejects.toThrow(TypeError);
  });

  it.each(['', 'secret', 'whsec_', 'whsec_*'])(
    'is not verified with the secret %j',
    async (secret) => {
      await expect(check({ secret })).rejects.toThrow(TypeError);
    },
  );
});

function upperCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  );
}

function twiceSigned(): Record<string, string> {
  const signatures = [signed(OTHER), signed()].map((headers) => headers['webhook-signature']);
  return { ...signed(), 'webhook-signature': signatures.join(' ') };
}

describe('what the service sends', () => {
  it('has a type for every event', () => {
    expect(nothingIsUntyped).toBe(true);
  });

  let service: Service;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    service = await Service.start({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' });
    receiver = await WebhookReceiver.start();
  });
  afterAll(() => receiver.stop());

  const verified = ({ body, headers }: ReceivedEvent, secret: string | string[]) =>
    verifyWebhook({ body, headers, secret });

  it('is verified, before and after a rotation, and answered with the callback', async () => {
    const assistantId = await service.assistant('webhooks');
    const { webhooks } = service.admin;
    const events = ['token.created', 'chat.message.completed'] as const;
    const body = { url: receiver.url, events: [...events] };
    const { id, secret: first } = await webhooks.create(assistantId, body);
    const { id: tokenId, token } = await service.token(assistantId);

    const [created] = await receiver.receives(1);
    const { event } = await verified(created as ReceivedEvent, first);
    expect(event).toMatchObject({ type: 'token.created', data: { assistantId, tokenId } });

    const { secret: second } = await webhooks.rotate(id, { overlapSeconds: 60 });
    await webhooks.test(id);
    const [, test] = await receiver.receives(2);
    for (const secret of [first, second]) {
      expect((await verified(test as ReceivedEvent, secret)).event.type).toBe('webhook.test');
    }

    const { chat } = await service.as(token).chats.ask({ content: 'Hello' });
    const [, , completed] = await receiver.receives(3);
    const { event: told } = await verified(completed as ReceivedEvent, second);
    const { chatId, callback } = messageOf(told);
    expect(chatId).toBe(chat.id);
    const bound = new AssistantTokens({ baseUrl: service.baseUrl, token: callback.token });
    await bound.chats.messages.create(chatId, { role: 'tool', content: 'Three deals.' });
    expect((await bound.chats.messages.list(chatId)).total).toBe(3);
  });
});

/** Every event that a webhook can ask for has a type. */
type Untyped = Exclude<Schemas['WebhookEvent'], WebhookEvent['type']>;
const nothingIsUntyped: [Untyped] extends [never] ? true : Untyped = true;

function messageOf(event: WebhookEvent) {
  if (event.type !== 'chat.message.completed' || event.data.callback === undefined) {
    throw new Error(`This is ${event.type}.`);
  }
  return { chatId: event.data.chatId, callback: event.data.callback };
}
