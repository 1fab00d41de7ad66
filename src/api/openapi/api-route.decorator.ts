import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import {
  EVENT_STREAM_MEDIA_TYPE,
  HAL_MEDIA_TYPE,
  JSON_MEDIA_TYPE,
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
  /** In the form that an RFC gives it, and not a HAL document. */
  plainJson?: true | undefined;
  /** Or the same as server-sent events. */
  events?: ResponseType | undefined;
  /** Or the same as a page of HTML. */
  page?: true | undefined;
  /** Those that only some answers carry; `Cache-Control` where no cache may keep the answer. */
  headers?: (keyof typeof OWN_HEADERS)[];
}

interface RouteDescription {
  /** Stable, camelCase: the name of the method in generated clients. */
  id: string;
  summary: string;
  description?: string;
  answers: Record<number, Answer>;
  /** The codes this operation can answer beside those its policy implies. */
  errors?: ErrorCode[];
}

export interface DescribedRoute extends RouteDescription {
  handler: object;
  controller: object;
  /** Of the handler in its controller. */
  member: string | symbol;
}

/** Every described route by its operation id, for the parts that the document derives. */
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
  { description, type, plainJson, events, page, headers = [] }: Answer,
): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(
      ...[type, events, page && HtmlPageSchema].filter((model) => model !== undefined),
    ),
    ApiResponse({
      status,
      description,
      headers: describeHeaders(
        Object.fromEntries(headers.map((header) => [header, OWN_HEADERS[header]])),
      ),
      ...(type && { content: contentOf(type, { plainJson, events, page }) }),
    }),
  );
}

function contentOf(
  type: ResponseType,
  { plainJson, events, page }: Pick<Answer, 'plainJson' | 'events' | 'page'>,
) {
  const schema = { $ref: getSchemaPath(type) };
  return {
    ...(!plainJson && { [HAL_MEDIA_TYPE]: { schema } }),
    [JSON_MEDIA_TYPE]: { schema },
    ...(events && { [EVENT_STREAM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(events) } } }),
    ...(page && { [PAGE_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(HtmlPageSchema) } } }),
  };
}
