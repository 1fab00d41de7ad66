import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';

/** Public clients send it (RFC 6749, section 3.2.1), and many libraries require it. */
export const ClientId = () =>
  applyDecorators(
    ApiPropertyOptional({
      maxLength: 256,
      description: 'Accepted but ignored, because the token authenticates the request.',
      example: 'reporting',
    }),
    Optional(),
    IsString(),
    MaxLength(256),
  );
