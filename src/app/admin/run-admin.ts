import { parseArgs } from 'node:util';
import { loadConfig } from '../../platform/config/load-config.js';
import { settleTls } from '../../platform/database/settle-tls.js';
import { AdminError } from './admin.error.js';
import { confirm } from './confirm.js';
import { endAllCredentials } from './end-all-credentials.js';
import { withDatabase } from './with-database.js';

const USAGE = 'Usage: npm run admin -- end-all-credentials [--yes]';
const QUESTION = 'This ends all sessions, tokens and child tokens for good. Type "yes" to go on: ';

/**
 * @returns a sentence that says what was done
 * @throws AdminError, and the errors of a start
 */
export async function runAdmin(args: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const { isConfirmed } = readCommand(args);
  const config = loadConfig(environment);
  if (!isConfirmed) await confirm(QUESTION);
  const { sessions, tokens, children } = await withDatabase(
    await settleTls(config),
    endAllCredentials,
  );
  return `Ended all credentials. Sessions: ${sessions}, tokens: ${tokens}, child tokens: ${children}.`;
}

function readCommand(args: string[]): { isConfirmed: boolean } {
  try {
    const options = { yes: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.join(' ') === 'end-all-credentials') {
      return { isConfirmed: values.yes === true };
    }
  } catch (cause) {
    throw new AdminError(USAGE, { cause });
  }
  throw new AdminError(USAGE);
}
