import { Injectable } from '@nestjs/common';
import type { DestinationStream } from 'pino';

@Injectable()
export class LogDestination {
  readonly stream: DestinationStream = process.stdout;
}
