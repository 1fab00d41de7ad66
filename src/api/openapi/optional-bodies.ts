import type { OperationObject, RequestBodyObject } from '@nestjs/swagger';

/**
 * Also allows `null` for an optional body, because generated clients send that if it is missing.
 */
export function describeOptionalBody({ requestBody }: OperationObject): void {
  const { required, content } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  if (required === true || content === undefined) return;
  for (const media of Object.values(content)) {
    if (media.schema) media.schema = { anyOf: [media.schema, { type: 'null' }] };
  }
}
