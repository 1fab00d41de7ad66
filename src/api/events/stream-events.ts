import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { EVENT_STREAM_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { withCuries } from '../hal/curies.js';
import { whenGone } from './client-gone.decorator.js';
import type { EventStream, ServerSentEvent } from './event-stream.js';

const logger = new Logger('Events');

/** How soon a client whose connection broke should reconnect, in milliseconds. */
const RECONNECT_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A client that reads nothing for this long is treated as gone. */
const STALLED_MS = 60_000;

/** Requests an event only after the client has received the previous one. */
export function streamEvents(response: Response, stream: EventStream): StreamableFile {
  response.set({
    'Content-Type': `${EVENT_STREAM_MEDIA_TYPE}; charset=utf-8`,
    'Cache-Control': 'no-store',
    Vary: 'Accept',
    // Keeps nginx from buffering the events.
    'X-Accel-Buffering': 'no',
  });
  if (response.req.method === 'HEAD') return new StreamableFile(Readable.from([]));
  const gone = whenGone(response);
  const frames = framesOf(stream, gone);
  // Nest does not read for a client that is gone already, but the generator must learn about it.
  if (gone.aborted) void frames.next().then(() => frames.return(undefined));
  else keepAlive(response);
  return new StreamableFile(Readable.from(frames)).setErrorHandler((error) => {
    if (!response.destroyed) logger.warn({ err: error }, 'A stream of events broke off.');
    response.destroy();
  });
}

function keepAlive(response: Response): void {
  const heartbeat = setInterval(() => {
    if (response.headersSent && !response.writableNeedDrain) response.write(':\n\n');
  }, HEARTBEAT_MS);
  response.once('close', () => {
    clearInterval(heartbeat);
  });
  response.setTimeout(STALLED_MS, () => response.destroy());
}

async function* framesOf(stream: EventStream, gone: AbortSignal): AsyncGenerator<string> {
  const events = stream.events(gone)[Symbol.asyncIterator]();
  let next = events.next();
  try {
    yield `retry: ${RECONNECT_MS}\n\n`;
    for (let event = await next; event.done !== true && !gone.aborted; event = await next) {
      yield frameOf(event.value);
      next = events.next();
    }
  } finally {
    await Promise.allSettled([next, events.return?.()]);
  }
}

/** The data needs no escaping, because JSON has no line breaks. */
function frameOf({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(withCuries(data))}\n\n`;
}
