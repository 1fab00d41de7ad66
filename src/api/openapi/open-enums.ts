import type { ComponentsObject, SchemaObject } from '@nestjs/swagger';

type Schemas = NonNullable<ComponentsObject['schemas']>;

/** Enums that will get more values, which must not break clients. */
const OPEN = new Set([
  'AttemptError',
  'AuditActorType',
  'CheckName',
  'DeliveredEvent',
  'ErrorCode',
  'Fact',
  'FactSource',
  'MessageFailureCode',
  'SubscribedEvent',
  'SuspensionReason',
  'TokenStatus',
  'TokenTransferRefusal',
]);

/**
 * Generated clients refuse responses with unknown values of a closed enum. So these enums become
 * strings that list their values in `x-extensible-enum`.
 */
export function openEnums(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      OPEN.has(name) ? open(schema as SchemaObject) : schema,
    ]),
  );
}

function open({ enum: values, ...schema }: SchemaObject): SchemaObject {
  return { ...schema, 'x-extensible-enum': values } as SchemaObject;
}
