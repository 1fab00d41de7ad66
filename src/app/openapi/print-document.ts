import type { OpenAPIObject } from '@nestjs/swagger';

/** As `openapi.json` in the repository holds it: one line a change. */
export function printDocument(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
