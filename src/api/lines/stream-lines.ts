import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { LINES_MEDIA_TYPE } from '../../platform/http/media-type.js';
import type { LineStream } from './line-stream.js';

const logger = new Logger('Lines');

/**
 * Asks for a chunk only when the client has taken the one before. A client that hangs up ends the
 * stream. A response that breaks off is never taken for a whole one, because its last chunk is
 * missing.
 */
export function streamLines(response: Response, { chunks }: LineStream): StreamableFile {
  response.set({
    'Content-Type': `${LINES_MEDIA_TYPE}; charset=utf-8`,
    'Cache-Control': 'no-store',
    Vary: 'Accept',
    // Keeps nginx from buffering the lines.
    'X-Accel-Buffering': 'no',
  });
  const isHead = response.req.method === 'HEAD';
  const lines = Readable.from(isHead ? [] : chunks, { highWaterMark: 1 });
  return new StreamableFile(lines).setErrorHandler((error) => {
    if (!response.destroyed) logger.warn({ err: error }, 'A stream of lines broke off.');
    response.destroy();
  });
}
