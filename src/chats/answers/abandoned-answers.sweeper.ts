import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { AnswersRepository } from './answers.repository.js';

const INTERVAL_MS = 5_000;

/** A process that was killed amid an answer leaves it streaming: any instance ends it. */
@Injectable()
export class AbandonedAnswersSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AbandonedAnswersSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly answers: AnswersRepository) {}

  onApplicationBootstrap(): void {
    this.start();
    this.timer = setInterval(() => {
      this.start();
    }, INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  async sweep(): Promise<void> {
    const count = await this.answers.failAbandoned();
    if (count > 0)
      this.logger.warn({ count }, 'Answers that nobody was getting any more have failed.');
  }

  private start(): void {
    this.running ??= this.sweep()
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'Abandoned answers could not be looked for.');
      })
      .finally(() => {
        this.running = undefined;
      });
  }
}
