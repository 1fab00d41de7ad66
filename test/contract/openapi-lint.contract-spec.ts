import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { redoclyProblems, spectralProblems } from '../support/lint-document.js';

describe.each([
  ['Redocly (recommended)', redoclyProblems],
  ['Spectral (spectral:oas)', spectralProblems],
])('%s', (_linter, problemsOf) => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'assistant-tokens-lint-'));
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('finds no errors or warnings in the OpenAPI document', () => {
    expect(problemsOf('openapi.json')).toEqual([]);
  });

  it('finds an invalid example and an unused component', () => {
    const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
    Object.assign(document.components?.schemas ?? {}, {
      Surprise: { type: 'integer', example: 'seven' },
    });
    const file = path.join(directory, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));

    const problems = problemsOf(file);

    expect(problems).toContainEqual(expect.stringMatching(/unused-component.*Surprise/));
    expect(problems).toContainEqual(expect.stringMatching(/example.*Surprise/));
  });
});
