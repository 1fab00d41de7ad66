import { ApiSchema } from '@nestjs/swagger';
import type { SchemaObject } from '@nestjs/swagger';

/** Keywords of JSON Schema 2020-12 (OpenAPI 3.1) for which Nest has no type. */
interface Keywords extends SchemaObject {
  contentMediaType?: string;
  contentSchema?: SchemaObject;
  dependentRequired?: Record<string, string[]>;
  if?: Keywords;
  then?: Keywords;
  else?: Keywords;
  not?: Keywords;
}

/** Adds keywords to the schema of a class. */
export function SchemaKeywords(keywords: Keywords): ClassDecorator {
  return ApiSchema(keywords);
}
