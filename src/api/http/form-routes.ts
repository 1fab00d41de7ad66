import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';

/**
 * Where a form is taken, because the RFC of the endpoint says so. A token in it is what the request
 * is about, not what authenticates it.
 */
const FORM_ROUTES = new Set([
  '/api/tokens/_introspect', // RFC 7662, section 2.1
  '/api/oauth/token', // RFC 8693, section 2.1
  '/api/oauth/revoke', // RFC 7009, section 2.1
]);

const JSON_ONLY = [JSON_MEDIA_TYPE];
const JSON_AND_FORM = [JSON_MEDIA_TYPE, URLENCODED];

/** The media types of a body that is sent to this path. */
export function mediaTypesFor(path: string): readonly string[] {
  return takesForm(path) ? JSON_AND_FORM : JSON_ONLY;
}

export function takesForm(path: string): boolean {
  return FORM_ROUTES.has(path);
}
