import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { CURIE } from './relations.js';
import type { HalResource } from './hal.types.js';
import { HAL_MEDIA_TYPE, negotiateMediaType } from './media-type.js';

/** Gives a document the media type the client prefers, its CURIE and, when new, its `Location`. */
@Injectable()
export class HalInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    response.vary('Accept');
    if (!response.hasHeader('Cache-Control')) {
      response.setHeader('Cache-Control', 'private, no-cache');
    }
    return next.handle().pipe(
      map((body: unknown) => {
        if (!isObject(body)) return body;
        if (!response.hasHeader('Content-Type')) {
          response.setHeader('Content-Type', `${mediaTypeFor(request)}; charset=utf-8`);
        }
        if (!isHal(body)) return body;
        setLocation(response, body);
        return withCuries(body);
      }),
    );
  }
}

function mediaTypeFor(request: Request): string {
  return negotiateMediaType(request) ?? HAL_MEDIA_TYPE;
}

/** RFC 9110, section 10.2.2. */
function setLocation(response: Response, { _links: { self } }: HalResource): void {
  if (response.statusCode === 201 && self && !Array.isArray(self)) response.location(self.href);
}

function withCuries(resource: HalResource): HalResource {
  if (!usesOwnRelation(resource)) return resource;
  return { ...resource, _links: { ...resource._links, curies: [CURIE] } };
}

function usesOwnRelation({ _links, _embedded }: HalResource): boolean {
  return [...Object.keys(_links), ...Object.keys(_embedded ?? {})].some((relation) =>
    relation.startsWith('inf:'),
  );
}

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null;
}

function isHal(body: object): body is HalResource {
  return '_links' in body;
}
