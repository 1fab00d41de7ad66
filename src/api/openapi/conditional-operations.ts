import type {
  ComponentsObject,
  OperationObject,
  ParameterObject,
  ResponseObject,
} from '@nestjs/swagger';
import { isConditional } from '../conditional/if-match.decorator.js';
import { isTagged } from '../conditional/tagged.decorator.js';
import {
  EVENT_STREAM_MEDIA_TYPE,
  JSON_MEDIA_TYPE,
  LINES_MEDIA_TYPE,
  PAGE_MEDIA_TYPE,
} from '../../platform/http/media-type.js';
import { describeHeaders } from './headers.js';
import { formsOf, resolveSchema } from './request-bodies.js';

type Schemas = NonNullable<ComponentsObject['schemas']>;

const TAG = String.raw`(W/)?"[!#-~]*"`;
const TAG_LIST = `^(\\*|${TAG}(, ?${TAG})*)$`;

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1 */
const IF_MATCH: ParameterObject = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The `ETag` that you got when you read the resource. If somebody has changed the resource since, the service does nothing and responds with 412. Using a resource does not change its tag. `*` matches any existing resource.',
  schema: { type: 'string', pattern: TAG_LIST },
  example: '"fXrhbLHVEeCZvB7u.h9DHKlBEX2d6k3Qm"',
};

const UNLESS_THERE: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description:
    'Send `*` to create the resource only if it does not exist yet. Otherwise the response is 412.',
  schema: { type: 'string', pattern: TAG_LIST },
  example: '*',
};

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
const IF_NONE_MATCH: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description:
    'The `ETag` of your copy. If your copy is up to date, the response is 304 without a body.',
  schema: { type: 'string' },
  example: '"fXrhbLHVEeCZvB7u.h9DHKlBEX2d6k3Qm"',
};

const NOT_MODIFIED: ResponseObject = {
  description: 'Your copy is up to date. The response has no body.',
  headers: describeHeaders({ ETag: 'EntityTag' }),
};

/** Describes the entity tags of the responses, and the headers that clients send them in. */
export function describeConditions(
  operation: OperationObject,
  { handler, method }: { handler: object; method: string },
  schemas: Schemas,
): void {
  const answers = Object.values(operation.responses) as ResponseObject[];
  const isRead = method === 'GET';
  const tagged = answers.filter(({ content }) =>
    isTagged(handler) ? content !== undefined : isRead && isHal(content, schemas),
  );
  for (const answer of tagged) {
    const { content = {} } = answer;
    answer.headers = {
      ...answer.headers,
      ...describeHeaders({
        ETag: hasOtherForms(content) ? 'EntityTagOfJson' : 'EntityTag',
      }),
    };
  }
  if (isRead && tagged.length > 0) {
    addParameters(operation, IF_NONE_MATCH);
    operation.responses[304] = structuredClone(NOT_MODIFIED);
  }
  if (isConditional(handler)) {
    addParameters(operation, IF_MATCH, ...(method === 'PUT' ? [UNLESS_THERE] : []));
  }
}

function hasOtherForms(content: object): boolean {
  return [EVENT_STREAM_MEDIA_TYPE, LINES_MEDIA_TYPE, PAGE_MEDIA_TYPE].some(
    (mediaType) => mediaType in content,
  );
}

function addParameters(operation: OperationObject, ...added: ParameterObject[]): void {
  operation.parameters = [...(operation.parameters ?? []), ...added];
}

function isHal(content: ResponseObject['content'], schemas: Schemas): boolean {
  const { schema } = content?.[JSON_MEDIA_TYPE] ?? {};
  return formsOf(resolveSchema(schema, schemas)).every(
    (form) => resolveSchema(form, schemas)?.properties?._links !== undefined,
  );
}
