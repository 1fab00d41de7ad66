import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import {
  InvalidRequestError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
} from '../../platform/errors/request.errors.js';
import { FORM_MEDIA_TYPES, URLENCODED } from '../../platform/http/form-media-types.js';
import { mediaTypesFor, takesForm } from './form-routes.js';
import { findFlaw } from '../../platform/http/json-flaws.js';
import { JSON_BODIES, ordinaryKindOf, readText as readOrdinaryText } from './ordinary-body.js';
import { parseForm } from './parse-form.js';

const LIMIT = 256 * 1_024;
const NO_BODY = 'The request has no body.';
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

const readJson = express.json({
  type: JSON_BODIES,
  limit: LIMIT,
  strict: false,
  verify: requireText,
});
const readText = express.text({ limit: LIMIT, type: () => true, verify: requireText });
const readRaw = express.raw({ limit: LIMIT, type: () => true });

/**
 * Reads the body but leaves what is wrong with it in `bodyError`: who may not make the request at
 * all is told that first. A form is read, with any method, only to find a token in its bytes.
 */
export const requestBody: RequestHandler = (request, response, next) => {
  const takesBody = METHODS_WITH_BODY.has(request.method);
  const kind = takesBody ? ordinaryKindOf(request) : undefined;
  if (!hasBody(request)) {
    if (request.method === 'PATCH') request.bodyError = new InvalidRequestError(NO_BODY);
    next();
  } else if (declaredLength(request) > LIMIT) {
    if (takesBody) request.bodyError = new PayloadTooLargeError();
    next();
  } else if (kind === 'json') {
    read(readOrdinaryJson, request, response, next);
  } else if (kind === 'form' && takesForm(request.path)) {
    read(readOrdinaryForm, request, response, next);
  } else if (takesBody && takesForm(request.path) && request.is(URLENCODED)) {
    read(readForm, request, response, next);
  } else if (request.is(FORM_MEDIA_TYPES)) {
    readRaw(request, response, () => {
      if (takesBody) request.bodyError = unsupported(request);
      next();
    });
  } else if (takesBody && request.is(JSON_BODIES)) {
    read(readJson, request, response, next);
  } else {
    if (takesBody) request.bodyError = unsupported(request);
    next();
  }
};

const readOrdinaryJson = ordinaryReader(JSON.parse);
const readOrdinaryForm = ordinaryReader(parseForm);

function ordinaryReader(parse: (text: string) => unknown): RequestHandler {
  return (request, _response, next) => {
    readOrdinaryText(request, (error, text) => {
      next(error ?? parseInto(request, parse, text));
    });
  };
}

/** @returns what is wrong with the text */
function parseInto(request: Request, parse: (text: string) => unknown, text: string): unknown {
  try {
    request.body = parse(text);
    return undefined;
  } catch (error) {
    return error;
  }
}

const readForm: RequestHandler = (request, response, next) => {
  readText(request, response, (error?: unknown) => {
    if (error === undefined) request.body = parseForm(request.body as string);
    next(error);
  });
};

function read(
  parser: RequestHandler,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  void parser(request, response, (error?: unknown) => {
    const problem = error === undefined ? flawOf(request) : explain(error, request);
    if (problem !== null) request.bodyError = problem;
    next();
  });
}

/**
 * The parser takes other encodings too, puts U+FFFD in the place of what is not UTF-8, and an empty
 * object in the place of nothing.
 */
function requireText(
  request: IncomingMessage,
  _response: ServerResponse,
  body: Buffer,
  encoding: string,
): void {
  if (body.length === 0 && request.method === 'PATCH') {
    throw Object.assign(new Error('The body is empty.'), { type: 'entity.empty' });
  }
  if (encoding !== 'utf-8') {
    throw Object.assign(new Error(encoding), { type: 'charset.unsupported' });
  }
  if (!isUtf8(body)) throw new Error('The body is not UTF-8.');
}

function hasBody({ headers }: Request): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || Number(length) > 0;
}

/** The parser would wait for all of it before it says that it is too much. */
function declaredLength({ headers }: Request): number {
  return Number(headers['content-length'] ?? 0);
}

function flawOf(request: Request): Error | null {
  const body: unknown = request.body;
  if (body === null) return leaveOut(request);
  if (typeof body !== 'object' || Array.isArray(body)) {
    return new InvalidRequestError('The body must be a JSON object.');
  }
  const flaw = findFlaw(body);
  return flaw === null ? null : new InvalidRequestError(`The body ${flaw}.`);
}

/** Generated clients send `null` for a body that their caller leaves out. */
function leaveOut(request: Request): Error | null {
  request.body = undefined;
  return request.method === 'PATCH' ? new InvalidRequestError(NO_BODY) : null;
}

function unsupported({ path }: Request): Error {
  return new UnsupportedMediaTypeError(mediaTypesFor(path));
}

function explain(error: unknown, request: Request): Error {
  const { type } = error as { type?: string };
  switch (type) {
    case 'entity.too.large':
      return new PayloadTooLargeError();
    case 'entity.empty':
      return new InvalidRequestError(NO_BODY);
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return unsupported(request);
    default:
      return new InvalidRequestError('The body is not well-formed JSON in UTF-8.');
  }
}
