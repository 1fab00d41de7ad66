const TICKS = 5;

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(milliseconds: number) {
    super(`No answer within ${milliseconds} ms.`);
  }
}

/**
 * What the promise resolves to, unless it takes too long. The time is told in ticks, so that a
 * process too busy to send the question and to read the answer does not blame the other side.
 *
 * @throws TimeoutError
 */
export function withTimeout<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks++;
      if (ticks < TICKS) return;
      clearInterval(timer);
      reject(new TimeoutError(milliseconds));
    }, milliseconds / TICKS);
    void answer.then(resolve, reject).finally(() => {
      clearInterval(timer);
    });
  });
}
