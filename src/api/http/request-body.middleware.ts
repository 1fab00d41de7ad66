import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { DomainError } from '../../platform/errors/domain-error.js';
import {
  InvalidRequestError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
} from '../../platform/errors/request.errors.js';
import { FORM_MEDIA_TYPES, URLENCODED } from '../../platform/http/form-media-types.js';
import { findFlaw, MAX_FIELDS } from '../../platform/http/json-flaws.js';
import { HAL_MEDIA_TYPE, JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { declareUtf8, findCharsetProblem } from './body-charset.js';
import { FormFields } from './form-fields.js';
import { keepSigned, signedBodyOf } from './signed-body.js';
import { mediaTypesFor, takesForm } from './form-routes.js';

const LIMIT = 256 * 1_024;
const NO_BODY = 'The request has no body.';
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** No property of these bodies is required, but a missing body would remove all rules. */
const BODIES_WITHOUT_REQUIRED_PROPERTIES = /^\/api\/policies\//;

/** HAL clients send the media type that they received. */
const JSON_BODIES = [JSON_MEDIA_TYPE, HAL_MEDIA_TYPE];

/** These routes take up to 10,000 ids. */
const LARGE_LIMIT = 512 * 1_024;
const LARGE_BODIES = /^\/api\/tokens\/_(pause|resume|revoke|transfer)$/;

const jsonUpTo = (limit: number) =>
  express.json({ type: JSON_BODIES, limit, strict: false, verify: requireText });
const readJson = jsonUpTo(LIMIT);
const readLargeJson = jsonUpTo(LARGE_LIMIT);
const readForm = express.urlencoded({
  extended: false,
  limit: LIMIT,
  parameterLimit: MAX_FIELDS,
  verify: requireForm,
});
const readRaw = express.raw({ limit: LIMIT, type: () => true });

/**
 * Reads the body and stores a problem with it in `request.bodyError`, because the checks come
 * first. Reads forms on all routes, to find misplaced tokens in them.
 */
export const requestBody: RequestHandler = (request, response, next) => {
  const takesBody = METHODS_WITH_BODY.has(request.method);
  const isLarge = LARGE_BODIES.test(request.path);
  if (!hasBody(request)) {
    if (mustHaveBody(request)) request.bodyError = new InvalidRequestError(NO_BODY);
    next();
  } else if (declaredLength(request) > (isLarge ? LARGE_LIMIT : LIMIT)) {
    if (takesBody) request.bodyError = new PayloadTooLargeError();
    next();
  } else if (takesBody && takesForm(request.path) && request.is(URLENCODED)) {
    read(readForm, request, response, next);
  } else if (request.is(FORM_MEDIA_TYPES)) {
    readRaw(request, response, () => {
      if (takesBody) request.bodyError = unsupported(request);
      next();
    });
  } else if (takesBody && request.is(JSON_BODIES)) {
    read(isLarge ? readLargeJson : readJson, request, response, next);
  } else {
    if (takesBody) request.bodyError = unsupported(request);
    next();
  }
};

function read(
  parser: RequestHandler,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  declareUtf8(request);
  void parser(request, response, (error?: unknown) => {
    const problem = error === undefined ? flawOf(request) : explain(error, request);
    if (problem !== null) request.bodyError = problem;
    next();
  });
}

/**
 * Refuses what Express would accept: other encodings, invalid UTF-8 (replaced by U+FFFD) and an
 * empty body (replaced by an empty object).
 */
function requireText(request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  keepSigned(request, body);
  if (body.length === 0 && mustHaveBody(request as Request)) {
    throw Object.assign(new Error('The body is empty.'), { type: 'entity.empty' });
  }
  const problem = findCharsetProblem(request, body);
  if (problem !== null) {
    throw Object.assign(new Error('The body is not UTF-8.'), { type: `charset.${problem}` });
  }
}

/** Refuses `__proto__`, which Express would drop silently. */
function requireForm(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  requireText(request, response, body);
  if (new URLSearchParams(body.toString()).has('__proto__')) {
    throw new InvalidRequestError('The body has a property named __proto__.');
  }
}

function mustHaveBody({ method, path }: Request): boolean {
  const takesPolicy = method === 'POST' || method === 'PUT';
  return method === 'PATCH' || (takesPolicy && BODIES_WITHOUT_REQUIRED_PROPERTIES.test(path));
}

function hasBody({ headers }: Request): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || Number(length) > 0;
}

/** Lets the service refuse a large body early. Express would read all of it first. */
function declaredLength({ headers }: Request): number {
  return Number(headers['content-length'] ?? 0);
}

function flawOf(request: Request): Error | null {
  const body: unknown = request.body;
  if (body === null) return leaveOut(request);
  if (typeof body !== 'object' || (Array.isArray(body) && !signedBodyOf(request))) {
    return new InvalidRequestError('The body must be a JSON object.');
  }
  const flaw = findFlaw(Array.isArray(body) ? { body } : body);
  if (flaw !== null) return new InvalidRequestError(`The body ${flaw}.`);
  if (request.is(URLENCODED)) request.body = new FormFields(withoutEmpty(body));
  return null;
}

/** Treats `null` as a missing body, because generated clients send it for an omitted one. */
function leaveOut(request: Request): Error | null {
  request.body = undefined;
  return mustHaveBody(request) ? new InvalidRequestError(NO_BODY) : null;
}

/** A parameter without a value counts as omitted (RFC 6749, section 3.1). */
function withoutEmpty(fields: object): object {
  const kept = Object.entries(fields).map(([name, value]): [string, unknown] => {
    const values = [value].flat().filter((text) => text !== '');
    return [name, values.length > 1 ? values : values[0]];
  });
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

function unsupported({ path }: Request): Error {
  return new UnsupportedMediaTypeError(mediaTypesFor(path));
}

function explain(error: unknown, request: Request): Error {
  if (error instanceof DomainError) return error;
  switch ((error as { type?: string }).type) {
    case 'entity.too.large':
      return new PayloadTooLargeError();
    case 'entity.empty':
      return new InvalidRequestError(NO_BODY);
    case 'parameters.too.many':
      return new InvalidRequestError(`The body has more than ${MAX_FIELDS} fields.`);
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return unsupported(request);
    default:
      return new InvalidRequestError('The body is not well-formed JSON in UTF-8.');
  }
}
