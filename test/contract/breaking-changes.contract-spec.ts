import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject, OperationObject, SchemaObject } from '@nestjs/swagger';
import { breakingChanges, mayBreak } from '../support/breaking-changes.js';
import type { BreakingChange } from '../support/breaking-changes.js';

const DAY_MS = 86_400_000;

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as OpenAPIObject;
const released = read('test/contract/released/openapi.json');
const current = read('openapi.json');

const changed = (change: (document: OpenAPIObject) => void) => {
  const document = structuredClone(current);
  change(document);
  return document;
};
const schema = ({ components }: OpenAPIObject, name: string) =>
  components?.schemas?.[name] as SchemaObject & Required<Pick<SchemaObject, 'properties'>>;
const operation = ({ paths }: OpenAPIObject, path: string) => paths[path]?.get as OperationObject;
const idsOf = (from: OpenAPIObject, to: OpenAPIObject) => [
  ...new Set(breakingChanges(from, to).map(({ id }) => id)),
];

/** Changes that clients of the last release must accept: the changelog has their reasons. */
const ACCEPTED = [
  /removed the required property `[^`]*inf:assistant(\/items)?\/instructions`/,
  /added the new `child` enum value to the `_embedded\/inf:assistant-token\/items\/type`/,
  /added the new `tokens:find` enum value to the `[^`]*permissions\/items`/,
  /from the `(oneOf\[#\/components\/schemas\/Token\]\/)?(_embedded\/inf:(child-)?token\/items\/)?status` response/,
  /removed the enum constraint from the `[^`]*event(s\/items)?` response property/,
  /api key name changed from `sid` to `assistant-tokens`/,
  /added `#\/components\/schemas\/ReconnectNotice` to the `\/contentSchema` response property/,
];

describe('the OpenAPI document', () => {
  let changes: BreakingChange[];

  beforeAll(() => {
    changes = breakingChanges(released, current);
  });

  it('does not break clients of the last release unless the version allows it', () => {
    const refused = mayBreak(released.info.version, current.info.version)
      ? []
      : changes.filter(({ text }) => !ACCEPTED.some((accepted) => accepted.test(text)));

    expect(refused).toEqual([]);
  });

  it.each(ACCEPTED)('has the change %s, so that the list has no others', (accepted) => {
    expect(changes.filter(({ text }) => accepted.test(text))).not.toEqual([]);
  });
});

describe('a breaking change is', () => {
  it.each<[string, string, (document: OpenAPIObject) => void]>([
    [
      'a removed path',
      'api-path-removed-without-deprecation',
      ({ paths }) => delete paths['/api/tokens/{id}/usage'],
    ],
    [
      'a new required field in a request',
      'request-property-became-required',
      (document) => schema(document, 'CreateTokenRequest').required?.push('notes'),
    ],
    [
      'a removed field in a response',
      'response-required-property-removed',
      (document) => delete schema(document, 'Token').properties.createdAt,
    ],
    [
      'a new value in a closed enum',
      'response-property-enum-value-added',
      (document) => schema(document, 'MessageStatus').enum?.push('paused'),
    ],
    [
      'a new required permission',
      'api-security-scope-added',
      (document) =>
        Object.assign(operation(document, '/api/tokens'), {
          'x-required-permission': 'tokens:create',
        }),
    ],
  ])('%s', (_name, id, change) => {
    expect(idsOf(current, changed(change))).toContain(id);
  });

  it.each<[string, (document: OpenAPIObject) => void]>([
    [
      'a new field in a response',
      (document) => {
        schema(document, 'Token').properties.colour = { type: 'string' };
      },
    ],
    [
      'a new error code',
      (document) => {
        const codes = schema(document, 'ErrorCode') as unknown as { 'x-extensible-enum': string[] };
        codes['x-extensible-enum'].push('too_colourful');
      },
    ],
    [
      'a new operation',
      ({ paths }) => {
        paths['/api/colours'] = structuredClone(paths['/api/teams'] ?? {});
      },
    ],
  ])('not %s', (_name, change) => {
    expect(idsOf(current, changed(change))).toEqual([]);
  });

  it.each([
    ['before', 1, ['api-path-removed-before-sunset']],
    ['after', -1, []],
  ])('%s its sunset, the end of a deprecated operation', (_name, days, expected) => {
    const sunset = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const deprecated = changed((document) =>
      Object.assign(operation(document, '/api/tokens/{id}/usage'), {
        deprecated: true,
        'x-sunset': sunset,
      }),
    );
    const ended = changed(({ paths }) => delete paths['/api/tokens/{id}/usage']);

    expect(idsOf(deprecated, ended)).toEqual(expected);
  });
});

describe('a version allows breaking changes', () => {
  it.each([
    ['0.1.0', '0.1.1', false],
    ['0.1.9', '0.2.0', true],
    ['0.9.0', '1.0.0', true],
    ['1.2.3', '1.3.0', false],
    ['1.2.3', '2.0.0', true],
    ['2.0.0', '1.9.0', false],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(mayBreak(from, to)).toBe(expected);
  });
});
