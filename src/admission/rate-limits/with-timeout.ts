const TICKS = 5;

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(milliseconds: number) {
    super(`No answer within ${milliseconds} ms.`);
  }
}

/**
 * Rejects if the promise takes too long. Measures the time in ticks of a timer, so that a process
 * that is too busy to send the request or read the response does not blame the other side.
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
