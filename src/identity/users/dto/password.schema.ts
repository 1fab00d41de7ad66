import { applyDecorators } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  PASSWORD_MAX_BYTES,
  PASSWORD_MIN_BYTES,
} from '../../../platform/passwords/password-length.js';
import {
  HasPasswordCharacters,
  HasPasswordLength,
} from '../../../platform/passwords/password-rules.js';

export const PASSWORD_SCHEMA = {
  type: 'string',
  format: 'password',
  minLength: 3,
  maxLength: PASSWORD_MAX_BYTES,
  writeOnly: true,
  description: `${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes in UTF-8, without control characters. The service normalizes the password (RFC 8265, OpaqueString). bcrypt ignores everything after byte ${PASSWORD_MAX_BYTES}.`,
} as const;

export const IsPassword = () =>
  applyDecorators(IsString(), HasPasswordCharacters('$property '), HasPasswordLength('$property '));
