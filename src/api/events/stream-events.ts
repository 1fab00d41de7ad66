import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { EVENT_STREAM_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { hold, release } from '../http/held-text.js';
import { whenGone } from './client-gone.decorator.js';
import type { EventStream, ServerSentEvent } from './event-stream.js';

const logger = new Logger('Events');

/** How soon a client whose connection broke should reconnect, in milliseconds. */
const RECONNECT_MS = 500;
const HEARTBEAT_MS = 15_000;

/**
 * Requests an event only after the client has received the previous one.
 *
 * @param write serializes the data of an event
 * @param leaving aborts when the client must reconnect to another instance
 */
export function streamEvents(
  response: Response,
  stream: EventStream,
  write: (data: object) => string,
  leaving: AbortSignal,
): StreamableFile {
  response.set({
    'Content-Type': `${EVENT_STREAM_MEDIA_TYPE}; charset=utf-8`,
    'Cache-Control': 'no-store',
    Vary: 'Accept',
    // Keeps nginx from buffering the events.
    'X-Accel-Buffering': 'no',
  });
  if (response.req.method === 'HEAD') return new StreamableFile(Readable.from([]));
  const gone = whenGone(response);
  const frames = framesOf(stream, write, gone, leaving);
  // Nest does not read for a client that is gone already, but the generator must learn about it.
  if (gone.aborted) void frames.next().then(() => frames.return(undefined));
  else keepAlive(response, stream.heldBytes);
  return new StreamableFile(Readable.from(frames)).setErrorHandler((error) => {
    if (!response.destroyed) logger.warn({ err: error }, 'A stream of events broke off.');
    response.destroy();
  });
}

function keepAlive(response: Response, heldBytes: number): void {
  const { socket } = response;
  hold(socket, heldBytes);
  const heartbeat = setInterval(() => {
    if (response.headersSent && !response.writableNeedDrain) response.write(':\n\n');
  }, HEARTBEAT_MS);
  response.once('close', () => {
    clearInterval(heartbeat);
    release(socket);
  });
}

async function* framesOf(
  stream: EventStream,
  write: (data: object) => string,
  gone: AbortSignal,
  leaving: AbortSignal,
): AsyncGenerator<string> {
  const { signal, dispose } = eitherOf(gone, leaving);
  const events = stream.events(signal)[Symbol.asyncIterator]();
  let next = events.next();
  let last: ServerSentEvent | null = null;
  try {
    yield `retry: ${RECONNECT_MS}\n\n`;
    for (let event = await next; event.done !== true && !gone.aborted; event = await next) {
      last = event.value;
      yield frameOf(last, write(last.data));
      next = events.next();
    }
    if (leaving.aborted && last?.isLast !== true) yield reconnectFrame(last);
  } finally {
    dispose();
    await Promise.allSettled([next, events.return?.()]);
  }
}

/**
 * `AbortSignal.any` would do, but Node keeps its result in memory for as long as one of the signals
 * lives, and `leaving` lives as long as the process.
 */
function eitherOf(gone: AbortSignal, leaving: AbortSignal) {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  const dispose = (): void => {
    for (const signal of [gone, leaving]) signal.removeEventListener('abort', abort);
  };
  for (const signal of [gone, leaving]) signal.addEventListener('abort', abort);
  if (gone.aborted || leaving.aborted) abort();
  return { signal: controller.signal, dispose };
}

/** The data needs no escaping, because JSON has no line breaks. */
function frameOf({ event, id }: ServerSentEvent, data: string): string {
  return `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;
}

/** Repeats the last id for clients that do not keep it. */
function reconnectFrame(last: ServerSentEvent | null): string {
  const id = last === null ? '' : `id: ${last.id}\n`;
  return `event: reconnect\n${id}data: ${JSON.stringify({ reason: 'instance_stopping' })}\n\n`;
}
