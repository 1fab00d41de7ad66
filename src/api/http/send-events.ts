import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Response } from 'express';
import { withCuries } from '../hal/hal.interceptor.js';
import type { HeaderList } from './answer-head.js';
import { eventsOf } from './event-stream.js';
import type { EventStream, ServerSentEvent } from './event-stream.js';

const logger = new Logger('Events');

/** When a client whose connection broke should be back, in milliseconds. */
const RECONNECT_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for so long is taken for gone. */
const STALLED_MS = 60_000;

/** No event is asked for before the client has taken the one before it. */
export function sendEvents(
  response: Response,
  status: number,
  headers: HeaderList,
  stream: EventStream,
): void {
  response.writeHead(status, [...headers]);
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  if (response.closed || response.destroyed) gone.abort();
  response.write(`retry: ${RECONNECT_MS}\n\n`);
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, HEARTBEAT_MS);
  void write(response, stream, gone.signal)
    .then(
      () => response.end(),
      (error: unknown) => {
        if (!gone.signal.aborted) logger.warn({ err: error }, 'A stream of events broke off.');
        response.destroy();
      },
    )
    .finally(() => {
      clearInterval(heartbeat);
    });
}

async function write(response: Response, stream: EventStream, gone: AbortSignal): Promise<void> {
  for await (const event of eventsOf(stream)(gone)) {
    if (gone.aborted) return;
    if (!response.write(textOf(event))) await drained(response, gone);
  }
}

async function drained(response: Response, gone: AbortSignal): Promise<void> {
  await once(response, 'drain', {
    signal: AbortSignal.any([gone, AbortSignal.timeout(STALLED_MS)]),
  });
}

/** JSON has no line breaks. */
function textOf({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(withCuries(data))}\n\n`;
}
