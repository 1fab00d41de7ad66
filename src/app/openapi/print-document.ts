import type { OpenAPIObject } from '@nestjs/swagger';

/** The format of `openapi.json` in the repository. */
export function printDocument(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
