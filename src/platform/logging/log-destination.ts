import { Injectable } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import { BatchedOutput } from './batched-output.js';

const standardOutput = new BatchedOutput(process.stdout);

@Injectable()
export class LogDestination {
  readonly stream: DestinationStream = standardOutput;
}
