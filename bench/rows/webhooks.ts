import type { Bench } from '../bench.js';
import { EventReceiver } from '../load/event-receiver.js';
import { bearer, jsonPost } from '../load/http-request.js';
import { probe } from '../load/probe.js';
import { median } from '../measuring/statistics.js';
import type { ServerProcess } from '../processes/server-process.js';
import { judge, milliseconds, perSecond } from '../report/result.js';
import type { Result } from '../report/result.js';
import { makeAssistant } from '../seeding/scene.js';
import type { AssistantIds } from '../seeding/scene.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const BURST = 100;
const BURSTS = 10;
const MANY = 2_000;

export const webhooks: Row = {
  name: 'webhooks',
  work: 'webhook events to a fast receiver',
  note: [
    'Webhooks: one instance sends to one receiver that answers at once. All events of a burst come from one transaction,',
    'the deletion of a user with 100 tokens, and their times count from the response to it. The table shows the medians of',
    'ten bursts. The rate is that of 2,000 events.',
  ].join('\n'),
  run: async (bench) => {
    const { adminSession } = await bench.scene();
    const service = await bench.startService({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' });
    const assistant = await makeAssistant(service.url, adminSession, 'webhooks');
    const receiver = await EventReceiver.start();
    try {
      const webhook = { url: receiver.url, events: ['token.revoked'] };
      const path = `/api/assistants/${assistant.uuid}/webhooks`;
      await probe(service.url, jsonPost(path, adminSession, webhook));
      const revoke = (count: number) =>
        revokeMany({ bench, service, adminSession, assistant, receiver }, count);
      await revoke(BURST);
      const bursts = [];
      for (let i = 0; i < BURSTS; i++) bursts.push(await revoke(BURST));
      return [...burstsOf(bursts), await rateOf(service, () => revoke(MANY))];
    } finally {
      receiver.stop();
    }
  },
};

interface Stage {
  bench: Bench;
  service: ServerProcess;
  adminSession: string;
  assistant: AssistantIds;
  receiver: EventReceiver;
}

let users = 0;

/** @returns after how many milliseconds each event arrived */
async function revokeMany(
  { bench, service, adminSession, assistant, receiver }: Stage,
  count: number,
): Promise<number[]> {
  const username = `burst-${++users}`;
  const user = { username, password: `correct horse battery ${username}` };
  await probe(service.url, jsonPost('/api/users', adminSession, user));
  await bench.query(`
    INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, hint, created_at)
    SELECT gen_random_uuid(), 'assistant', id, username, '${assistant.uuid}', '', 'i5t_000000…', now()
    FROM users, generate_series(1, ${count}) WHERE username = '${username}'`);
  let answeredAt = NaN;
  const arrivals = await receiver.receive(count, async () => {
    const path = `/api/users/${username}`;
    await probe(service.url, { method: 'DELETE', path, headers: bearer(adminSession) });
    answeredAt = performance.now();
  });
  return arrivals.map((at) => at - answeredAt);
}

function burstsOf(bursts: number[][]): Result[] {
  const { work } = webhooks;
  const half = median(bursts.map((times) => times[BURST / 2 - 1] ?? NaN));
  const last = median(bursts.map((times) => times[BURST - 1] ?? NaN));
  return [
    {
      work: `${work}, half of a burst of ${BURST}`,
      measured: milliseconds(half),
      ...judge(half, TARGETS.webhookBurstHalf),
    },
    {
      work: `${work}, the last of it`,
      measured: milliseconds(last),
      ...judge(last, TARGETS.webhookBurstLast),
    },
  ];
}

async function rateOf(service: ServerProcess, revoke: () => Promise<number[]>): Promise<Result> {
  const before = await service.usage();
  const times = await revoke();
  const after = await service.usage();
  const seconds = ((times.at(-1) ?? NaN) - (times[0] ?? NaN)) / 1_000;
  const rate = (times.length - 1) / seconds;
  return {
    work: `${webhooks.work}, rate`,
    measured: perSecond(rate),
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / times.length,
    ...judge(rate, TARGETS.webhookRate),
  };
}
