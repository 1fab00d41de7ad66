import { LogDestination } from '../../src/platform/logging/log-destination.js';

/** Stores every log line of the application. */
export class TestLog extends LogDestination {
  text = '';

  override readonly stream = {
    write: (line: string) => {
      this.text += line;
    },
  };

  get lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
