import { Injectable } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { Config } from '../config/config.js';
import { LogDestination } from './log-destination.js';
import { describeError } from './describe-error.js';
import { timestamp } from './timestamp.js';

@Injectable()
export class RootLog {
  readonly logger: Logger;

  constructor({ logLevel }: Config, { stream }: LogDestination) {
    this.logger = pino(
      {
        level: logLevel,
        base: null,
        timestamp,
        formatters: { level: (level) => ({ level }) },
        serializers: { err: describeError },
      },
      stream,
    );
  }
}
