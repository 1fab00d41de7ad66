import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  HeaderObject,
  OpenAPIObject,
  OperationObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createParser } from 'eventsource-parser';
import { sentHeaders } from './sent-head.js';
import { escapePointer, resolveReference } from './document-walk.js';

interface DescribedPath {
  template: string;
  pattern: RegExp;
  operations: Record<string, OperationObject | undefined>;
}

/** Not part of the API: the document itself and the pages that show it. */
const OUTSIDE = /^\/api\/(docs|openapi\.json)/;
const EVENT_STREAM = 'text/event-stream';
const LINES = 'application/x-ndjson';
const PAGE = 'text/html';
const EVENT_SCHEMAS: Readonly<Record<string, string>> = {
  'chat.created': 'Exchange',
  'message.created': 'Message',
  'message.delta': 'MessageDelta',
  'message.completed': 'Message',
  error: 'MessageFailure',
};
/** For a method that the path does not support. Another path may match first. */
const UNROUTED = new Set([400, 401, 403, 404, 405]);
/** The headers that clients use. */
const TOLD = [
  'Deprecation',
  'DPoP-Nonce',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Set-Cookie',
  'Sunset',
  'WWW-Authenticate',
  'X-Request-Id',
];
const ERROR_SCHEMA = 'document#/components/schemas/ApiError';

/** Compares a response with its operation in the OpenAPI document. */
export class DocumentContract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly paths: DescribedPath[];

  constructor(private readonly document: OpenAPIObject) {
    const closed = closeObjects(structuredClone(document));
    addFormats.default(this.ajv);
    this.ajv.addSchema({ ...closed, $id: 'document' }, 'document');
    this.paths = Object.entries(closed.paths).map(([template, item]) => ({
      template,
      pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      operations: item as DescribedPath['operations'],
    }));
  }

  check(request: IncomingMessage, response: ServerResponse, body: string): string[] {
    const path = pathOf(request);
    if (OUTSIDE.test(path) || request.method === 'OPTIONS') return [];
    const where = `${request.method ?? ''} ${path} → ${response.statusCode}`;
    return this.findDrifts(request.method ?? '', path, response, body).map(
      (drift) => `${where}: ${drift}`,
    );
  }

  private findDrifts(
    method: string,
    path: string,
    response: ServerResponse,
    body: string,
  ): string[] {
    const described = this.findPath(path);
    const operation = described?.operations[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (!described || !operation) return this.checkUnrouted(response, body);
    const pointer = `#/paths/${escapePointer(described.template)}/${method === 'HEAD' ? 'get' : method.toLowerCase()}`;
    const answer = operation.responses[response.statusCode] as ResponseObject | undefined;
    if (!answer) return ['the status is not described'];
    return [
      ...this.checkHeaders(answer, response, body),
      ...(method === 'HEAD' ? [] : this.checkBody(answer, pointer, response, body)),
    ];
  }

  /** Exact paths go before templated ones. */
  private findPath(path: string): DescribedPath | undefined {
    const matching = this.paths.filter(({ pattern }) => pattern.test(path));
    return matching.find(({ template }) => template === path) ?? matching[0];
  }

  private checkUnrouted(response: ServerResponse, body: string): string[] {
    if (!UNROUTED.has(response.statusCode)) return ['the operation is not described'];
    return body === '' ? [] : this.validate(ERROR_SCHEMA, body);
  }

  private checkBody(
    { content, description }: ResponseObject,
    pointer: string,
    response: ServerResponse,
    body: string,
  ): string[] {
    if (!content) return body === '' ? [] : [`a body where none is described (${description})`];
    const mediaType = sentHeaders(response).get('Content-Type')?.split(';', 1)[0] ?? '';
    const described = content[mediaType];
    if (!described) return [`the media type ${mediaType} is not described`];
    if (mediaType === EVENT_STREAM) return this.checkEvents(body);
    if (mediaType === LINES) return this.checkLines(body);
    if (mediaType === PAGE) return [];
    const schema = `document${pointer}/responses/${response.statusCode}/content/${escapePointer(mediaType)}/schema`;
    const drifts = this.validate(schema, body);
    return [...drifts, ...checkCode(described.examples, body)];
  }

  /** Lines with an event are events of the trail without links. */
  private checkLines(body: string): string[] {
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { event?: object })
      .flatMap(({ event }) =>
        event === undefined
          ? []
          : this.validate(
              'document#/components/schemas/AuditEvent',
              JSON.stringify({ ...event, _links: { self: { href: '/' } } }),
            ),
      );
  }

  /** The document describes the data of events. */
  private checkEvents(body: string): string[] {
    return eventsIn(body).flatMap(({ event, id, data }) => {
      const schema = EVENT_SCHEMAS[event];
      if (schema === undefined) return [`the event ${event} is not described`];
      if (id === '') return [`an event ${event} without an id`];
      return this.validate(`document#/components/schemas/${schema}`, data);
    });
  }

  private checkHeaders(answer: ResponseObject, response: ServerResponse, body: string): string[] {
    const { headers: described = {} } = answer;
    const required = Object.entries(described)
      .filter(([, header]) => this.isRequired(header))
      .map(([name]) => name);
    const lacksScope = response.statusCode === 403 && body.includes('"insufficient_scope"');
    if (lacksScope) required.push('WWW-Authenticate');
    const sent = sentHeaders(response);
    return [
      ...required.filter((name) => !sent.has(name)).map((name) => `the header ${name} is missing`),
      ...TOLD.filter((name) => sent.has(name) && !(name in described)).map(
        (name) => `the header ${name} is not described`,
      ),
      ...Object.entries(described).flatMap(([name, header]) =>
        this.checkHeader(name, header, sent.get(name)),
      ),
    ];
  }

  private checkHeader(name: string, header: object, value: string | null): string[] {
    if (value === null || !('$ref' in header)) return [];
    const reference = String(header.$ref);
    const { schema } = resolveReference(this.document, reference) as HeaderObject;
    const isNumber = (schema as SchemaObject).type === 'integer';
    return this.validate(
      `document${reference}/schema`,
      JSON.stringify(isNumber ? Number(value) : value),
    ).map((problem) => `the header ${name} (${value}): ${problem}`);
  }

  private isRequired(header: object): boolean {
    const described =
      '$ref' in header ? resolveReference(this.document, String(header.$ref)) : header;
    return (described as HeaderObject).required === true;
  }

  /** @param ref the reference of a schema, such as `document#/components/schemas/ApiError` */
  validate(ref: string, body: string): string[] {
    const validate = this.ajv.getSchema(ref) ?? this.ajv.compile({ $ref: ref });
    if (validate(JSON.parse(body))) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || 'the body'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }
}

function eventsIn(body: string): { event: string; id: string; data: string }[] {
  const events: { event: string; id: string; data: string }[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', id = '', data }) => events.push({ event, id, data }),
  });
  parser.feed(body);
  return events;
}

/** Express shortens `url` for static files. */
function pathOf({
  url = '',
  originalUrl = url,
}: IncomingMessage & { originalUrl?: string }): string {
  return originalUrl.split('?', 1)[0] ?? '';
}

/** Every code that an operation can return has an example. */
function checkCode(examples: object | undefined, body: string): string[] {
  const { code } = JSON.parse(body) as { code?: string };
  if (!examples || code === undefined || Object.hasOwn(examples, code)) return [];
  return [`the code ${code} is not described`];
}

/** JSON Schema keywords for objects whose properties are defined elsewhere. */
const CONDITIONS = new Set(['if', 'then', 'else', 'not']);

/** An object may have only its documented properties, unless the document allows others. */
function closeObjects<T>(node: T): T {
  if (typeof node !== 'object' || node === null) return node;
  const schema = node as Record<string, unknown>;
  if (typeof schema.properties === 'object' && schema.additionalProperties === undefined) {
    schema.additionalProperties = false;
  }
  for (const [key, child] of Object.entries(schema)) if (!CONDITIONS.has(key)) closeObjects(child);
  return node;
}
