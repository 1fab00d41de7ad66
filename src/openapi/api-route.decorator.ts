import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode } from '../common/error-code.js';
import { HAL_MEDIA_TYPE, JSON_MEDIA_TYPE } from '../hal/media-type.js';

type ResponseType = new (...parameters: never[]) => object;

interface Answer {
  description: string;
  type?: ResponseType;
  /** The answer carries `Location`, a secret that is shown once, or a session cookie. */
  headers?: ('Location' | 'Set-Cookie')[];
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
}

/** Every described route by its operation id, for the parts that the document derives. */
export const describedRoutes = new Map<string, DescribedRoute>();

const HEADERS = {
  Location: { description: 'Path of the new resource.', schema: { type: 'string' } },
  'Set-Cookie': { description: 'The session cookie `sid`.', schema: { type: 'string' } },
} as const;

export function ApiRoute(route: RouteDescription): MethodDecorator {
  return (target, name, descriptor) => {
    describedRoutes.set(route.id, { ...route, handler: descriptor.value as object });
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
  { description, type, headers = [] }: Answer,
): MethodDecorator {
  return applyDecorators(
    ...(type ? [ApiExtraModels(type)] : []),
    ApiResponse({
      status,
      description,
      headers: Object.fromEntries(headers.map((header) => [header, HEADERS[header]])),
      ...(type && { content: bothMediaTypes(type) }),
    }),
  );
}

function bothMediaTypes(type: ResponseType) {
  const schema = { $ref: getSchemaPath(type) };
  return { [HAL_MEDIA_TYPE]: { schema }, [JSON_MEDIA_TYPE]: { schema } };
}
