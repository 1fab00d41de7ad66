import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type {
  HeaderObject,
  OpenAPIObject,
  ParameterObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger';
import { DocumentContract } from '../support/document-contract.js';
import { nodesOf, operationsOf, resolveReference } from '../support/document-walk.js';

// openapi-document.e2e-spec.ts tests that the service serves this document.
const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
const schemas = Object.entries(document.components?.schemas ?? {}) as [string, SchemaObject][];

interface Property extends SchemaObject {
  $ref?: string;
}

/** Resolves a reference. Members next to the reference win. */
const wholeOf = (schema: Property): Property =>
  schema.$ref === undefined
    ? schema
    : { ...(resolveReference(document, schema.$ref) as Property), ...schema };

const properties = schemas.flatMap(([name, { properties: own = {} }]) =>
  Object.entries(own).map(([property, schema]) => ({
    name: `${name}.${property}`,
    schema: wholeOf(schema as Property),
  })),
);

const parameters = operationsOf(document).flatMap(({ operation }) =>
  ((operation.parameters ?? []) as ParameterObject[]).map((parameter) => ({
    name: `${operation.operationId ?? ''} ${parameter.in} ${parameter.name}`,
    parameter,
    schema: wholeOf(parameter.schema as Property),
  })),
);

const headers = Object.entries(document.components?.headers ?? {}) as [string, HeaderObject][];

const isString = ({ type }: SchemaObject) => [type].flat().includes('string');

/** The service ignores these headers when they are malformed. */
const UNJUDGED = new Set([
  'If-None-Match',
  'Last-Event-ID',
  'X-Original-Method',
  'X-Forwarded-Method',
]);
const isBounded = ({ enum: values, format, pattern, maxLength }: SchemaObject) =>
  [values, format, pattern, maxLength].some((bound) => bound !== undefined);

const namesOf = (found: { name: string }[]) => found.map(({ name }) => name);

describe('a reader of the OpenAPI document', () => {
  it('finds a description of every schema and every property', () => {
    expect(schemas.filter(([, { description }]) => !description).map(([name]) => name)).toEqual([]);
    expect(namesOf(properties.filter(({ schema }) => !schema.description))).toEqual([]);
  });

  it('finds an example of every property without own properties', () => {
    const isSimple = ({ properties: own, items, anyOf }: SchemaObject) =>
      !own && !(items && '$ref' in items) && !anyOf;
    const mute = properties
      .filter(({ schema }) => isSimple(schema) && !schema.enum)
      .filter(({ schema }) => schema.example === undefined);

    expect(namesOf(mute)).toEqual([]);
  });

  it('finds a description and an example of every parameter', () => {
    expect(parameters.length).toBeGreaterThan(100);
    expect(namesOf(parameters.filter(({ parameter }) => !parameter.description))).toEqual([]);
    expect(namesOf(parameters.filter(({ parameter }) => parameter.example === undefined))).toEqual(
      [],
    );
  });

  it('finds a description and an example of every header', () => {
    for (const [name, { description, example, schema }] of headers) {
      expect([name, description, example]).toEqual([name, expect.any(String), expect.anything()]);
      expect([name, schema]).toEqual([name, expect.objectContaining({ type: expect.any(String) })]);
    }
  });

  it('finds a valid named example of every body and every response', () => {
    const contract = new DocumentContract(document);
    const described = operationsOf(document).flatMap(({ operation }) => {
      const { content = {} } = (operation.requestBody ?? {}) as Partial<RequestBodyObject>;
      const answers = Object.values(operation.responses) as ResponseObject[];
      return [content, ...answers.map((answer) => answer.content ?? {})].flatMap((media) =>
        Object.entries(media).map(([mediaType, { schema, examples = {} }]) => ({
          name: `${operation.operationId ?? ''} ${mediaType}`,
          reference: referenceIn(schema as SchemaObject),
          values: Object.values(examples).map((example) => valueOf(example)),
        })),
      );
    });

    expect(described.length).toBeGreaterThan(200);
    expect(namesOf(described.filter(({ values }) => values.length === 0))).toEqual([]);
    const problems = described.flatMap(({ name, reference, values }) =>
      values.flatMap((value) =>
        contract
          .validate(`document${reference}`, JSON.stringify(value))
          .map((problem) => `${name}: ${problem}`),
      ),
    );
    expect(problems).toEqual([]);
  });

  /** The reference of a body. An optional body has an `anyOf`. */
  function referenceIn(schema: Property): string {
    return schema.$ref ?? (schema.anyOf?.[0] as { $ref: string }).$ref;
  }

  /** Resolves a named example. */
  function valueOf(example: object): unknown {
    const { value } = (
      '$ref' in example ? resolveReference(document, example.$ref as string) : example
    ) as { value: unknown };
    return value;
  }
});

describe('a generated client', () => {
  it('knows the size of every integer', () => {
    const integers = nodesOf(document).filter(({ node }) => [node.type].flat().includes('integer'));
    expect(integers.length).toBeGreaterThan(50);
    for (const { pointer, node } of integers) {
      expect([pointer, node.format]).toEqual([pointer, expect.stringMatching(/^int(32|64)$/)]);
      expect([pointer, node.minimum]).toEqual([pointer, expect.any(Number)]);
    }
  });

  it('knows a bound for every text that it sends', () => {
    const isRequest = ({ name }: { name: string }) => /Request\./.test(name);
    const bounded = parameters.filter(({ parameter }) => !UNJUDGED.has(parameter.name));
    const texts = [...bounded, ...properties.filter(isRequest)].filter(({ schema }) =>
      isString(schema),
    );
    expect(texts.length).toBeGreaterThan(100);
    // RFC 7662, section 2.2: a malformed or too long token is not active.
    expect(namesOf(texts.filter(({ schema }) => !isBounded(schema)))).toEqual([
      'IntrospectTokenFormRequest.token',
      'IntrospectTokenFormRequest.token_type_hint',
      'IntrospectTokenRequest.token',
      'IntrospectTokenRequest.token_type_hint',
    ]);
  });

  it('has a type for every enum of more than one value', () => {
    const inline = properties.filter(
      ({ schema }) =>
        !schema.$ref && (schema.enum ?? []).filter((value) => value !== null).length > 1,
    );
    expect(namesOf(inline)).toEqual([]);
  });

  it('sends no field that the service sets, and receives no secret field', () => {
    const requests = schemas.filter(([name]) => name.endsWith('Request'));
    expect(requests.length).toBeGreaterThan(15);
    for (const [name, schema] of schemas) {
      const mine = JSON.stringify(schema);
      expect([
        name,
        mine.includes(name.endsWith('Request') ? '"readOnly":true' : '"writeOnly":true'),
      ]).toEqual([name, false]);
    }
    const CHANGEABLE = /^(Assistant|Chat|Team|TeamMember|Token|User|Webhook)\./;
    const set = properties.filter(
      ({ name }) =>
        CHANGEABLE.test(name) && /\.(_links|createdAt|updatedAt|status|seat)$/.test(name),
    );
    expect(set.length).toBeGreaterThan(15);
    expect(namesOf(set.filter(({ schema }) => schema.readOnly !== true))).toEqual([]);
  });
});
