import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import {
  InvalidRequestError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
} from '../common/request.errors.js';
import { findFlaw } from './json-flaws.js';

const LIMIT = '256kb';
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

const readJson = express.json({ limit: LIMIT, verify: requireUtf8 });
const readForm = express.urlencoded({ limit: LIMIT, extended: false });

/**
 * Reads the body but leaves what is wrong with it in `bodyError`: who may not make the request at
 * all is told that first. A form is read only to find a token in it.
 */
export const requestBody: RequestHandler = (request, response, next) => {
  if (!METHODS_WITH_BODY.has(request.method) || !hasBody(request)) {
    next();
  } else if (request.is('application/json')) {
    read(readJson, request, response, next);
  } else if (request.is('application/x-www-form-urlencoded')) {
    read(readForm, request, response, () => {
      request.bodyError = new UnsupportedMediaTypeError();
      next();
    });
  } else {
    request.bodyError = new UnsupportedMediaTypeError();
    next();
  }
};

function read(
  parser: RequestHandler,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  void parser(request, response, (error?: unknown) => {
    const problem = error === undefined ? flawOf(request.body) : explain(error);
    if (problem !== null) request.bodyError = problem;
    next();
  });
}

/** The parser takes other encodings too, and puts U+FFFD in the place of what is not UTF-8. */
function requireUtf8(
  _request: IncomingMessage,
  _response: ServerResponse,
  body: Buffer,
  encoding: string,
): void {
  if (encoding !== 'utf-8') {
    throw Object.assign(new Error(encoding), { type: 'charset.unsupported' });
  }
  if (!isUtf8(body)) throw new Error('The body is not UTF-8.');
}

function hasBody({ headers }: Request): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function flawOf(body: unknown): Error | null {
  if (Array.isArray(body)) return new InvalidRequestError('The body must be a JSON object.');
  const flaw = findFlaw(body);
  return flaw === null ? null : new InvalidRequestError(`The body ${flaw}.`);
}

function explain(error: unknown): Error {
  const { type } = error as { type?: string };
  switch (type) {
    case 'entity.too.large':
      return new PayloadTooLargeError();
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new UnsupportedMediaTypeError();
    default:
      return new InvalidRequestError('The body is not well-formed JSON in UTF-8.');
  }
}
