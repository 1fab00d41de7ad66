import { applyDecorators } from '@nestjs/common';
import { IsByteLength, IsString } from 'class-validator';
import {
  PASSWORD_MAX_BYTES,
  PASSWORD_MIN_BYTES,
} from '../../../platform/config/values/password-length.js';

export const PASSWORD_SCHEMA = {
  type: 'string',
  format: 'password',
  minLength: 3,
  maxLength: PASSWORD_MAX_BYTES,
  writeOnly: true,
  description: `${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes in UTF-8. bcrypt ignores everything after byte ${PASSWORD_MAX_BYTES}.`,
} as const;

export const IsPassword = () =>
  applyDecorators(
    IsString(),
    IsByteLength(PASSWORD_MIN_BYTES, PASSWORD_MAX_BYTES, {
      message: `$property must have ${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes in UTF-8; bcrypt ignores everything after byte ${PASSWORD_MAX_BYTES}`,
    }),
  );
