import { Catch, HttpException, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError, NotFoundError } from '../../platform/errors/domain-error.js';
import { outageIn, sqlStateOf } from '../../platform/database/database-outage.js';
import { FailedWrites } from '../../platform/database/failed-writes.js';
import {
  InvalidRequestError,
  MethodNotAllowedError,
} from '../../platform/errors/request.errors.js';
import { UnavailableError } from '../../platform/errors/unavailable.error.js';
import { PublicPaths } from '../hal/public-paths.js';
import { AllowedMethods } from './allowed-methods.js';
import { describeError } from './error-body.js';
import { describeOAuthError, isOAuthEndpoint } from './oauth-error-body.js';

/** The statuses of errors that come after the checks. */
const SHAPE_OR_EXISTENCE = new Set([400, 404, 406, 413, 415]);

/** Turns every exception into an error response. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(
    private readonly allowedMethods: AllowedMethods,
    private readonly failedWrites: FailedWrites,
    private readonly paths: PublicPaths,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
    } else if (exception instanceof NotFoundException || this.isMisreadAction(exception, request)) {
      this.answerUnrouted(request, response);
    } else {
      this.answer(request, response, this.toDomainError(exception, request));
    }
  }

  /** Responds to a path or method without a route. */
  answerUnrouted(request: Request, response: Response): void {
    const methods = this.allowedMethods.of(pathOf(request));
    const allow = methods.join(', ');
    if (request.method === 'OPTIONS' && methods.length > 0) {
      response.status(204).setHeader('Allow', allow).end();
    } else if (methods.length === 0 || methods.includes(request.method)) {
      this.answer(request, response, new NotFoundError('resource'));
    } else {
      this.answer(request, response, new MethodNotAllowedError(request.method, allow));
    }
  }

  private answer(request: Request, response: Response, error: DomainError): void {
    const describe = isOAuthEndpoint(request.method, request.path)
      ? describeOAuthError
      : describeError;
    response.status(error.statusCode).set({
      ...error.headers,
      Vary: response.get('Vary') ?? 'Accept',
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json; charset=utf-8',
    });
    this.paths.inHeaders(response);
    response.json(describe(error, request.id));
  }

  /** Whether the router took an action for an id, for example in `GET /api/tokens/_derive`. */
  private isMisreadAction(exception: unknown, request: Request): boolean {
    return (
      exception instanceof DomainError &&
      SHAPE_OR_EXISTENCE.has(exception.statusCode) &&
      request.path.includes('/_') &&
      !this.allowedMethods.of(pathOf(request)).includes(request.method)
    );
  }

  private toDomainError(exception: unknown, { id }: Request): DomainError {
    if (exception instanceof DomainError) return exception;
    const status = statusOf(exception);
    const outage = outageIn(exception);
    if (outage !== null) {
      this.failedWrites.note(exception);
      this.logger.warn(
        { err: exception, sqlState: sqlStateOf(exception), requestId: id },
        `The database could not serve a request: ${outage.reason}.`,
      );
      return new UnavailableError(outage.retryAfterSeconds);
    }
    if (status === 503) {
      this.logger.warn({ err: exception, requestId: id }, 'A request could not be served now.');
      return new UnavailableError();
    }
    if (status >= 400 && status < 500) {
      return new InvalidRequestError('The request is malformed.');
    }
    this.logger.error({ err: exception, requestId: id }, 'A request failed.');
    return new DomainError('internal_error', 'The service failed to answer this request.');
  }
}

/** Uses the original URL, because Nest's handler for unknown routes changes `path`. */
function pathOf({ originalUrl }: Request): string {
  return originalUrl.split('?', 1)[0] ?? originalUrl;
}

function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  const { status } = (exception ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : 500;
}
