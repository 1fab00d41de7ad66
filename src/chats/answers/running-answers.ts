import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Shutdown } from '../../platform/shutdown/shutdown.js';
import type { AnswerAttempt } from './answers.repository.js';
import { FairPlaces } from './fair-places.js';
import { RunningAnswer } from './running-answer.js';

/** The answers that this instance receives at the moment. */
@Injectable()
export class RunningAnswers implements BeforeApplicationShutdown {
  private readonly running = new Map<string, RunningAnswer>();
  private readonly closing = new AbortController();
  /** `MODEL_CONCURRENCY` places. */
  readonly places: FairPlaces;

  constructor(
    { modelConcurrency }: Config,
    private readonly shutdown: Shutdown,
  ) {
    this.places = new FairPlaces(modelConcurrency);
    shutdown.begun.addEventListener('abort', () => {
      for (const answer of this.running.values()) awaitedElsewhere(answer);
    });
  }

  /** Aborts when the instance shuts down. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  begin(attempt: AnswerAttempt): RunningAnswer {
    const answer = new RunningAnswer(attempt);
    this.running.set(attempt.id, answer);
    const leave = () => {
      if (this.running.get(attempt.id) === answer) this.running.delete(attempt.id);
    };
    answer.ended.then(leave, leave);
    if (this.shutdown.begun.aborted) awaitedElsewhere(answer);
    if (this.closed.aborted) answer.stop('interrupted');
    return answer;
  }

  find(id: string): RunningAnswer | undefined {
    return this.running.get(id);
  }

  stopChat(chatId: string): void {
    for (const answer of this.running.values()) {
      if (answer.attempt.chatId === chatId) answer.stop('gone');
    }
  }

  /** Stops all answers and those that start later. The text received so far is stored. */
  stopAll(): void {
    this.closing.abort();
    for (const answer of this.running.values()) answer.stop('interrupted');
  }

  /** Resolves when all answers have ended. */
  async ended(): Promise<void> {
    await Promise.allSettled([...this.running.values()].map(({ ended }) => ended));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopAll();
    await this.ended();
  }
}

/** Its clients reconnect to other instances, so it goes on without a client here. */
function awaitedElsewhere(answer: RunningAnswer): void {
  answer.awaited(0);
}
