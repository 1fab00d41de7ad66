import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';

/** Public clients send one (RFC 6749, section 3.2.1), and libraries do not let it be left out. */
export const ClientId = () =>
  applyDecorators(
    ApiPropertyOptional({
      maxLength: 256,
      description: 'Not looked at: the token is all that authenticates the request.',
      example: 'reporting',
    }),
    Optional(),
    IsString(),
    MaxLength(256),
  );
