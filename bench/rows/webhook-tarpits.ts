import { EventReceiver } from '../load/event-receiver.js';
import { bearer, jsonPost } from '../load/http-request.js';
import { probe, probeJson } from '../load/probe.js';
import { judge, milliseconds } from '../report/result.js';
import { makeAssistant, newToken } from '../seeding/scene.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const TARPITS = 10;
const EVENTS = 20;

export const tarpits: Row = {
  name: 'tarpits',
  work: 'a webhook event while webhooks of another owner hang',
  note: [
    `Tarpits: ${TARPITS} webhooks of one owner lead to a receiver that never answers. The time is from the request for a`,
    `test event of another owner to its arrival: the longest of ${EVENTS}.`,
  ].join('\n'),
  run: async (bench) => {
    const { adminSession } = await bench.scene();
    const { url } = await bench.startService({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' });
    const receiver = await EventReceiver.start();
    const tarpit = await EventReceiver.start({ answers: false });
    const post = (path: string, body: object) => probeJson(url, jsonPost(path, adminSession, body));
    const createWebhook = (uuid: string, to: EventReceiver) =>
      post(`/api/assistants/${uuid}/webhooks`, { url: to.url, events: ['token.created'] });

    const hostile = await makeAssistant(url, adminSession, 'tarpits', 'admin');
    const other = await makeAssistant(url, adminSession, 'beside-tarpits');
    try {
      for (let i = 0; i < TARPITS; i++) await createWebhook(hostile.uuid, tarpit);
      const { id } = await createWebhook(other.uuid, receiver);
      await tarpit.receive(TARPITS, () => post('/api/tokens', newToken(hostile)));

      const times: number[] = [];
      for (let i = 0; i < EVENTS; i++) {
        const askedAt = performance.now();
        const [arrivedAt = NaN] = await receiver.receive(1, () =>
          post(`/api/webhooks/${String(id)}/_test`, {}),
        );
        times.push(arrivedAt - askedAt);
      }
      const longest = Math.max(...times);
      return [
        {
          work: tarpits.work,
          measured: milliseconds(longest),
          ...judge(longest, TARGETS.webhookBesideTarpits),
        },
      ];
    } finally {
      const path = `/api/assistants/${hostile.uuid}`;
      await probe(url, { method: 'DELETE', path, headers: bearer(adminSession) });
      receiver.stop();
      tarpit.stop();
    }
  },
};
