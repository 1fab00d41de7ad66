import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signedBytes, signedEvent } from '../../../clients/typescript/src/audit/audit-head.js';
import { leafHash, merkleRoot, toHex } from '../../../clients/typescript/src/audit/merkle-tree.js';
import { verifyFile } from './verify-file.js';

const AT = '2030-01-15T10:00:00.000Z';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function exportOf(count: number): Promise<string[]> {
  const events = Array.from({ length: count }, (_event, index) => ({
    id: `event-${index}`,
    at: AT,
    action: 'token.revoked',
    actor: { type: 'user', id: 'ada', name: null },
    subject: { type: 'token', id: `token-${index}` },
    reason: null,
  }));
  const leaves = await Promise.all(events.map((event) => leafHash(signedEvent(event))));
  const root = toHex(await merkleRoot(leaves));
  const head = { sequence: 1, root, previous: null, from: AT, to: AT, count, kid: KEY.kid };
  const signature = sign(null, signedBytes(head), privateKey).toString('base64url');
  return [
    JSON.stringify({ type: 'key', key: KEY }),
    ...events.map((event) => JSON.stringify({ type: 'event', event })),
    JSON.stringify({ type: 'head', head: { ...head, signature }, leaves: leaves.map(toHex) }),
  ];
}

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const writeExport = (lines: string[]) => write('export.ndjson', lines.join('\n'));
const writeKeys = (keys: object[]) => write('keys.json', JSON.stringify({ keys }));

describe('audit:verify', () => {
  it.each([1, 2, 3, 7, 8, 9, 1_000])('verifies an export of %i events', async (count) => {
    const file = await writeExport(await exportOf(count));

    const { text, exitCode } = await verifyFile([file, '--keys', await writeKeys([KEY])]);

    expect(text).toContain(`Verified ${count} events with heads 1 to 1.`);
    expect(exitCode).toBe(0);
  });

  it('says that the keys of the export itself prove less', async () => {
    const { text, exitCode } = await verifyFile([await writeExport(await exportOf(2))]);

    expect(text).toContain('does not prove who signed it');
    expect(exitCode).toBe(0);
  });

  it('names the event that was changed, and fails', async () => {
    const lines = await exportOf(5);
    const altered = lines.with(3, lines[3]?.replace('ada', 'eve') ?? '');

    const { text, exitCode } = await verifyFile([await writeExport(altered)]);

    expect(text).toContain('Event event-2 was changed (head 1).');
    expect(exitCode).toBe(1);
  });

  it('fails without a head', async () => {
    const lines = await exportOf(2);

    const { text, exitCode } = await verifyFile([await writeExport(lines.slice(0, -1))]);

    expect([text, exitCode]).toEqual(['The export contains no signed head.', 1]);
  });

  it('explains its usage if it cannot read the files', async () => {
    const file = await writeExport(await exportOf(1));

    for (const args of [[], ['missing'], [file, file], [file, '--keys', file], ['--what']]) {
      const { text, exitCode } = await verifyFile(args);
      expect(text).toContain('Usage: npm run audit:verify');
      expect(exitCode).toBe(2);
    }
  });
});
