import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { verifyAuditExport } from '../../../clients/typescript/src/audit.js';
import type { AuditKey } from '../../../clients/typescript/src/audit.js';
import { describeVerification } from './describe-verification.js';

const USAGE = 'Usage: npm run audit:verify -- <export.ndjson> [--keys <audit-keys.json>]';

interface Outcome {
  text: string;
  /** 0: verified. 1: not what the service signed. 2: the files could not be read. */
  exitCode: 0 | 1 | 2;
}

/** Verifies the export in a file. Needs neither the service nor its database. */
export async function verifyFile(args: string[]): Promise<Outcome> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { keys: { type: 'string' } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) return { text: USAGE, exitCode: 2 };
    const keys = values.keys === undefined ? undefined : await readKeys(values.keys);
    const lines = createInterface({ input: createReadStream(file) });
    const verification = await verifyAuditExport(lines, { keys });
    return { text: describeVerification(verification), exitCode: verification.ok ? 0 : 1 };
  } catch (error) {
    return { text: `${(error as Error).message}\n${USAGE}`, exitCode: 2 };
  }
}

async function readKeys(file: string): Promise<AuditKey[]> {
  const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys?: AuditKey[] };
  if (!Array.isArray(keys)) throw new Error(`${file} is no JWK set.`);
  return keys;
}
