import { createInterface } from 'node:readline/promises';
import { AdminError } from './admin.error.js';

/** @throws AdminError unless a person types "yes" */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new AdminError(
      'Nobody can confirm this here, so nothing was changed; add --yes to confirm.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question(question);
  terminal.close();
  if (reply.trim() !== 'yes') throw new AdminError('Nothing was changed.');
}
