import type { OperationObject, RequestBodyObject } from '@nestjs/swagger';

/** A body that may be left out may be `null` too: generated clients send that for a missing one. */
export function describeOptionalBody({ requestBody }: OperationObject): void {
  const { required, content } = (requestBody ?? {}) as Partial<RequestBodyObject>;
  if (required === true || content === undefined) return;
  for (const media of Object.values(content)) {
    if (media.schema) media.schema = { anyOf: [media.schema, { type: 'null' }] };
  }
}
