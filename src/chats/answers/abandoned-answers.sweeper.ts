import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { RecurringWork } from '../../platform/jobs/recurring-work.js';
import { AnswersRepository } from './answers.repository.js';

const INTERVAL_MS = 5_000;

/** Ends answers that stay `streaming` because the process that wrote them was killed. */
@Injectable()
export class AbandonedAnswersSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AbandonedAnswersSweeper.name);
  private readonly sweeping = new RecurringWork(
    INTERVAL_MS,
    () => this.sweep(),
    (error) => {
      this.logger.warn({ err: error }, 'Could not look for abandoned answers.');
    },
  );

  constructor(private readonly answers: AnswersRepository) {}

  onApplicationBootstrap(): void {
    this.sweeping.begin();
    this.sweeping.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeping.stop();
  }

  async sweep(): Promise<void> {
    const count = await this.answers.failAbandoned();
    if (count > 0) this.logger.warn({ count }, 'Ended answers whose instance was killed.');
  }
}
