import { ApiSchema } from '@nestjs/swagger';
import type { SchemaObject } from '@nestjs/swagger';

/** JSON Schema 2020-12 (that of OpenAPI 3.1) beyond what Nest has a type for. */
interface Keywords extends SchemaObject {
  contentMediaType?: string;
  contentSchema?: SchemaObject;
  dependentRequired?: Record<string, string[]>;
  if?: Keywords;
  then?: Keywords;
  else?: Keywords;
  not?: Keywords;
}

/** What the document says of a class beside its properties; without any, it says all there is. */
export function SchemaKeywords(keywords: Keywords): ClassDecorator {
  return ApiSchema(keywords);
}
