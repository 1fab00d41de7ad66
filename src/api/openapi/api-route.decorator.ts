import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import {
  EVENT_STREAM_MEDIA_TYPE,
  HAL_MEDIA_TYPE,
  JSON_MEDIA_TYPE,
  LINES_MEDIA_TYPE,
  PAGE_MEDIA_TYPE,
} from '../../platform/http/media-type.js';
import { describeHeaders } from './headers.js';
import { HtmlPageSchema } from './html-page.schema.js';

type ResponseType = new (...parameters: never[]) => object;

const OWN_HEADERS = {
  Location: 'Location',
  'Set-Cookie': 'SessionCookie',
  'Cache-Control': 'NoStore',
  'X-Auth-Username': 'AuthUsername',
  'X-Auth-Token-Id': 'AuthTokenId',
  'X-Auth-Type': 'AuthType',
  'X-Auth-Assistant-Id': 'AuthAssistantId',
  'X-Auth-Read-Only': 'AuthReadOnly',
} as const;

interface Answer {
  description: string;
  type?: ResponseType;
  /** The response has the JSON format of an RFC, not HAL. */
  plainJson?: true | undefined;
  /** The response is also available as server-sent events. */
  events?: ResponseType | undefined;
  /** The response is also available as lines of JSON. */
  lines?: ResponseType | undefined;
  /** The response is also available as an HTML page. */
  page?: true | undefined;
  /**
   * Headers that only some responses have; `Cache-Control` if caches must not store the response.
   */
  headers?: (keyof typeof OWN_HEADERS)[];
}

interface RouteDescription {
  /** Stable and camelCase, because generated clients use it as the name of the method. */
  id: string;
  summary: string;
  description?: string;
  answers: Record<number, Answer>;
  /** Error codes of this operation, in addition to those that its policy implies. */
  errors?: ErrorCode[];
}

export interface DescribedRoute extends RouteDescription {
  handler: object;
  controller: object;
  /** The name of the handler in its controller. */
  member: string | symbol;
}

/** Every described route, by operation id. */
export const describedRoutes = new Map<string, DescribedRoute>();

export function ApiRoute(route: RouteDescription): MethodDecorator {
  return (target, name, descriptor) => {
    describedRoutes.set(route.id, {
      ...route,
      handler: descriptor.value as object,
      controller: target.constructor,
      member: name,
    });
    applyDecorators(
      ApiOperation({
        operationId: route.id,
        summary: route.summary,
        ...(route.description !== undefined && { description: route.description }),
      }),
      ...Object.entries(route.answers).map(([status, answer]) =>
        describeAnswer(Number(status), answer),
      ),
    )(target, name, descriptor);
  };
}

function describeAnswer(
  status: number,
  { description, type, plainJson, events, lines, page, headers = [] }: Answer,
): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(
      ...[type, events, lines, page && HtmlPageSchema].filter((model) => model !== undefined),
    ),
    ApiResponse({
      status,
      description,
      headers: describeHeaders(
        Object.fromEntries(headers.map((header) => [header, OWN_HEADERS[header]])),
      ),
      ...(type && { content: contentOf(type, { plainJson, events, lines, page }) }),
    }),
  );
}

function contentOf(
  type: ResponseType,
  { plainJson, events, lines, page }: Pick<Answer, 'plainJson' | 'events' | 'lines' | 'page'>,
) {
  const schema = { $ref: getSchemaPath(type) };
  return {
    ...(!plainJson && { [HAL_MEDIA_TYPE]: { schema } }),
    [JSON_MEDIA_TYPE]: { schema },
    ...(events && { [EVENT_STREAM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(events) } } }),
    ...(lines && { [LINES_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(lines) } } }),
    ...(page && { [PAGE_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(HtmlPageSchema) } } }),
  };
}
