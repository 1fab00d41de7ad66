import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { EVENT_STREAM_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { SchemaKeywords } from './schema-keywords.decorator.js';

type ModelClass = new (...parameters: never[]) => object;

/** Describes a stream of server-sent events. `data` lists the schemas of the event data. */
export function EventStreamOf(
  data: ModelClass[],
  { description, example }: { description: string; example: string },
): ClassDecorator {
  return applyDecorators(
    ApiExtraModels(...data),
    SchemaKeywords({
      type: 'string',
      description,
      example,
      contentMediaType: EVENT_STREAM_MEDIA_TYPE,
      contentSchema: {
        description: 'The data of one event.',
        anyOf: data.map((model) => ({ $ref: getSchemaPath(model) })),
      },
    }),
  );
}
