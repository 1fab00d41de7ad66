import { Injectable } from '@nestjs/common';
import { pino, stdTimeFunctions } from 'pino';
import type { Logger } from 'pino';
import { Config } from '../config/config.js';
import { LogDestination } from './log-destination.js';
import { maskSecrets } from './secret-mask.js';

@Injectable()
export class RootLog {
  readonly logger: Logger;

  constructor({ logLevel }: Config, { stream }: LogDestination) {
    this.logger = pino(
      {
        level: logLevel,
        base: null,
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (level) => ({ level }) },
        serializers: { err: describeError },
      },
      stream,
    );
  }
}

/** Neither the statement nor the parameters of a failed query, which may hold what people wrote. */
function describeError(error: Error & { code?: unknown }) {
  return {
    type: error.name,
    code: error.code,
    message: maskSecrets(error.message),
    stack: maskSecrets(error.stack ?? ''),
  };
}
