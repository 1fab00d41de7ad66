import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { SchemaKeywords } from './schema-keywords.decorator.js';

type ModelClass = new (...parameters: never[]) => object;

/** Describes one of several resources. `property` is the discriminator. */
export function OneOf(
  description: string,
  property: string,
  forms: Record<string, ModelClass>,
): ClassDecorator {
  const models = [...new Set(Object.values(forms))];
  return applyDecorators(
    ApiExtraModels(...models),
    SchemaKeywords({
      description,
      oneOf: models.map((model) => ({ $ref: getSchemaPath(model) })),
      discriminator: {
        propertyName: property,
        mapping: Object.fromEntries(
          Object.entries(forms).map(([value, model]) => [value, getSchemaPath(model)]),
        ),
      },
    }),
  );
}
