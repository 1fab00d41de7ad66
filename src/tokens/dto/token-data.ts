import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsObject, ValidateBy } from 'class-validator';

export const DATA_MAX_BYTES = 4_096;

/** An object that belongs to the client and is stored unchanged. */
export const IsTokenData = () =>
  applyDecorators(
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]),
    IsObject(),
    ValidateBy({
      name: 'isTokenData',
      validator: {
        validate: (value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= DATA_MAX_BYTES,
        defaultMessage: () => `$property must have at most ${DATA_MAX_BYTES} bytes as JSON`,
      },
    }),
  );

export const TOKEN_DATA_SCHEMA = {
  type: 'object',
  additionalProperties: true,
  description: `Your own data: an object of at most ${DATA_MAX_BYTES} bytes as JSON.`,
  example: { crm: 'prod-7' },
} as const;
