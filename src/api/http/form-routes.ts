import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';

/**
 * The endpoints that accept forms, because their RFC requires it. A token in the form is the
 * subject of the request, so it is not misplaced.
 */
const FORM_ROUTES = new Set([
  '/api/tokens/_introspect', // RFC 7662, section 2.1
  '/api/oauth/token', // RFC 8693, section 2.1
  '/api/oauth/revoke', // RFC 7009, section 2.1
]);

const JSON_ONLY = [JSON_MEDIA_TYPE];
const JSON_AND_FORM = [JSON_MEDIA_TYPE, URLENCODED];

/** The media types that the path accepts. */
export function mediaTypesFor(path: string): readonly string[] {
  return takesForm(path) ? JSON_AND_FORM : JSON_ONLY;
}

export function takesForm(path: string): boolean {
  return FORM_ROUTES.has(path);
}
