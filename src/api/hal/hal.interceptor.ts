import { Injectable } from '@nestjs/common';
import type {
  CallHandler,
  ExecutionContext,
  NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { Response } from 'express';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { policyOf } from '../../admission/route-policy.js';
import { HAL_MEDIA_TYPE, negotiateMediaType } from '../../platform/http/media-type.js';
import { Shutdown } from '../../platform/shutdown/shutdown.js';
import { answerTag } from '../conditional/answer-tag.js';
import { isNotModified } from '../conditional/not-modified.js';
import { EventStream } from '../events/event-stream.js';
import { LineStream } from '../lines/line-stream.js';
import { streamLines } from '../lines/stream-lines.js';
import { HtmlPage, renderPage } from '../pages/html-page.js';
import { streamEvents } from '../events/stream-events.js';
import { isHal, withCuries } from './curies.js';
import type { HalResource } from './hal.types.js';
import { PublicPaths } from './public-paths.js';

const NOT_MODIFIED = 304;

/**
 * Sends the result of a route as a HAL document, with the preferred media type, CURIEs, the
 * `Location` of a new resource, and an entity tag. Responds with 304 if the client's copy is up to
 * date.
 */
@Injectable()
export class HalInterceptor implements NestInterceptor {
  constructor(
    private readonly shutdown: Shutdown,
    private readonly paths: PublicPaths,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (policyOf(context.getHandler()).forwardAuth) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((body: unknown) => {
        const shaped = this.send(response, body);
        this.paths.inHeaders(response);
        return shaped;
      }),
    );
  }

  private send(response: Response, body: unknown): StreamableFile | string | undefined {
    if (body instanceof EventStream) {
      return streamEvents(response, body, this.write, this.shutdown.begun);
    }
    return body instanceof LineStream ? streamLines(response, body) : this.shape(response, body);
  }

  private shape(response: Response, body: unknown): string | undefined {
    if (body instanceof HtmlPage) return renderPage(response, body);
    setDefault(response, 'Vary', 'Accept');
    setDefault(response, 'Cache-Control', 'private, no-cache');
    if (body === undefined || body === null) return undefined;
    // Serializes the body here instead of in Express, because the entity tag is a digest of the text.
    const text = this.write(body);
    const tag = answerTag(response, body, text);
    if (tag !== null) {
      response.setHeader('ETag', tag);
      if (isNotModified(response.req, tag)) {
        response.status(NOT_MODIFIED);
        return undefined;
      }
    }
    setDefault(response, 'Content-Type', contentTypeFor(response));
    if (response.statusCode === 201 && isHal(body)) setLocation(response, body);
    return text;
  }

  private readonly write = (body: object): string =>
    JSON.stringify(this.paths.inBody(withCuries(body)));
}

function setDefault(response: Response, name: string, value: string): void {
  if (!response.hasHeader(name)) response.setHeader(name, value);
}

function contentTypeFor({ req: request }: Response): string {
  return `${negotiateMediaType(request) ?? HAL_MEDIA_TYPE}; charset=utf-8`;
}

/** Sets `Location` (RFC 9110, section 10.2.2), unless the route has set it. */
function setLocation(response: Response, { _links: { self } }: HalResource): void {
  if (self && !Array.isArray(self) && !response.hasHeader('Location')) response.location(self.href);
}
