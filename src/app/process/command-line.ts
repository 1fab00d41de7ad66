import { parseArgs } from 'node:util';
import { UsageError } from './usage.error.js';

/** @throws UsageError when the command line contains anything else */
export function asksForHelp(args: string[]): boolean {
  try {
    const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } });
    return values.help === true;
  } catch (error) {
    throw new UsageError(error);
  }
}
