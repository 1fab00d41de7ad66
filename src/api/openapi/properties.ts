import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

export const UUID = {
  type: 'string',
  format: 'uuid',
  example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
} as const;

export const TIME = {
  type: 'string',
  format: 'date-time',
  example: '2024-01-15T10:00:00.000Z',
} as const;

export const TIME_OR_NULL = { ...TIME, nullable: true } as const;

export const USERNAME = { ...NATURAL_ID_SCHEMA, example: 'admin' } as const;

export const COUNT = { type: 'integer', format: 'int32', minimum: 0, example: 1 } as const;

export const ID = { ...UUID, readOnly: true, description: 'The id. It never changes.' } as const;

export const CREATED_AT = { ...TIME, readOnly: true, description: 'When it was created.' } as const;

export const UPDATED_AT = {
  ...TIME,
  readOnly: true,
  description: 'When it was last changed.',
} as const;

export const LAST_USED_AT = { ...TIME_OR_NULL, readOnly: true } as const;

export const LAST_USED_ADDRESS = {
  type: 'string',
  nullable: true,
  readOnly: true,
  description: 'The client address of the last use, IPv4 or IPv6.',
  example: '203.0.113.7',
} as const;

export const SECRET_VERSION = {
  type: 'integer',
  minimum: 1,
  readOnly: true,
  description: 'The version of the secret. It starts at 1 and increases with each rotation.',
  example: 1,
} as const;
