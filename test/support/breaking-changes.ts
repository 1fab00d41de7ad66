import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './document-walk.js';

/** The promise of docs/versioning.md. `oasdiff` counts from the day of the deprecation. */
const NOTICE_DAYS = '180';

export interface BreakingChange {
  /** The id of an oasdiff rule, such as `api-path-removed-without-deprecation`. */
  id: string;
  text: string;
  operation?: string;
  path?: string;
}

/** The breaking changes between two documents. */
export function breakingChanges(from: OpenAPIObject, to: OpenAPIObject): BreakingChange[] {
  const program = process.env.OASDIFF;
  if (program === undefined) throw new Error('OASDIFF is not set: run .ci/with-oasdiff.');
  const directory = mkdtempSync(path.join(tmpdir(), 'assistant-tokens-documents-'));
  try {
    const files = [from, to].map((document, index) => {
      const file = path.join(directory, `${index}.json`);
      writeFileSync(file, JSON.stringify(withPermissions(document)));
      return file;
    });
    const { status, stdout, stderr } = spawnSync(
      program,
      ['breaking', ...files, '--format', 'json', '--deprecation-days-stable', NOTICE_DAYS],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    if (status !== 0) throw new Error(`oasdiff failed: ${stderr}`);
    return (JSON.parse(stdout) ?? []) as BreakingChange[];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A permission is a role there, which oasdiff knows of; in the document it is an extension. */
function withPermissions(document: OpenAPIObject): OpenAPIObject {
  const copy = structuredClone(document);
  for (const { operation } of operationsOf(copy)) {
    const { 'x-required-permission': permission } = operation as {
      'x-required-permission'?: unknown;
    };
    if (typeof permission !== 'string') continue;
    for (const requirement of operation.security ?? []) {
      for (const roles of Object.values(requirement)) roles.push(permission);
    }
  }
  return copy;
}

/** Whether the new version allows breaking changes (Semantic Versioning). */
export function mayBreak(from: string, to: string): boolean {
  const [fromMajor = 0, fromMinor = 0] = numbersOf(from);
  const [toMajor = 0, toMinor = 0] = numbersOf(to);
  return toMajor > fromMajor || (toMajor === 0 && toMinor > fromMinor);
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}
