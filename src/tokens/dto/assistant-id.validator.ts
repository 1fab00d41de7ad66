import { ValidateBy } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import { parseAssistantRef } from '../../assistants/assistant-ref.js';

/** Requires a UUID or natural id for an assistant token, and forbids it for other tokens. */
export const IsAssistantIdForType = () =>
  ValidateBy({
    name: 'isAssistantIdForType',
    validator: {
      validate: (value: unknown, context) =>
        isPersonal(context) ? value === undefined : isAssistantId(value),
      defaultMessage: (context) =>
        isPersonal(context)
          ? '$property is not allowed for a personal token'
          : '$property must be the UUID or the natural id (ownerId:slug) of an assistant',
    },
  });

function isPersonal(context: ValidationArguments | undefined): boolean {
  return (context?.object as { type?: unknown } | undefined)?.type === 'personal';
}

function isAssistantId(value: unknown): boolean {
  return typeof value === 'string' && parseAssistantRef(value) !== null;
}
