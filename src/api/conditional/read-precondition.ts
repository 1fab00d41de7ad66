import type { IncomingHttpHeaders } from 'node:http';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';
import { parseEntityTags } from './entity-tag-list.js';
import type { EntityTagList } from './entity-tag-list.js';
import { HeaderPrecondition, NO_PRECONDITION } from './precondition.js';
import type { Precondition } from './precondition.js';

/** @throws InvalidRequestError */
export function readPrecondition(headers: IncomingHttpHeaders): Precondition {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch === undefined && ifNoneMatch === undefined) return NO_PRECONDITION;
  return new HeaderPrecondition(read('If-Match', ifMatch), read('If-None-Match', ifNoneMatch));
}

function read(name: string, header: string | undefined): EntityTagList | undefined {
  if (header === undefined) return undefined;
  const tags = parseEntityTags(header);
  if (tags === null) {
    throw new InvalidRequestError(`${name} must be * or a list of quoted entity tags.`);
  }
  return tags;
}
