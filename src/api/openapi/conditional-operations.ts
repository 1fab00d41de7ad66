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
    'The `ETag` of the resource as it was read: when it has been changed since, nothing is done, and the answer is 412. Its use alone does not change it. `*`: whatever it is like.',
  schema: { type: 'string', pattern: TAG_LIST },
  example: '"fXrhbLHVEeCZvB7u.h9DHKlBEX2d6k3Qm"',
};

const UNLESS_THERE: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: '`*`: only if there is none yet; otherwise the answer is 412.',
  schema: { type: 'string', pattern: TAG_LIST },
  example: '*',
};

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
const IF_NONE_MATCH: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description:
    'The `ETag` of what the client has: while that is what it would get, the answer is 304.',
  schema: { type: 'string' },
  example: '"fXrhbLHVEeCZvB7u.h9DHKlBEX2d6k3Qm"',
};

const NOT_MODIFIED: ResponseObject = {
  description: 'What the client has is what it would get; there is no body.',
  headers: describeHeaders({ ETag: 'EntityTag' }),
};

/** What entity tags the answers that are described have, and what a client can do with them. */
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
  return EVENT_STREAM_MEDIA_TYPE in content || PAGE_MEDIA_TYPE in content;
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
