import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { TooManyAnswersError } from '../chats.errors.js';
import type { AnswerAttempt } from './answers.repository.js';
import { RunningAnswer } from './running-answer.js';

/** The answers that this instance receives at the moment. */
@Injectable()
export class RunningAnswers implements BeforeApplicationShutdown {
  private readonly running = new Map<string, RunningAnswer>();
  private readonly closing = new AbortController();
  private reserved = 0;

  constructor(private readonly config: Config) {}

  /** Aborts when the instance shuts down. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /**
   * Reserves one of `MODEL_CONCURRENCY` places while `work` stores the question.
   *
   * @throws TooManyAnswersError
   */
  async withPlace<T>(work: () => Promise<T>): Promise<T> {
    if (this.running.size + this.reserved >= this.config.modelConcurrency) {
      throw new TooManyAnswersError();
    }
    this.reserved++;
    try {
      return await work();
    } finally {
      this.reserved--;
    }
  }

  begin(attempt: AnswerAttempt): RunningAnswer {
    const answer = new RunningAnswer(attempt);
    this.running.set(attempt.id, answer);
    const leave = () => {
      if (this.running.get(attempt.id) === answer) this.running.delete(attempt.id);
    };
    answer.ended.then(leave, leave);
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

  async beforeApplicationShutdown(): Promise<void> {
    this.stopAll();
    await Promise.allSettled([...this.running.values()].map(({ ended }) => ended));
  }
}
