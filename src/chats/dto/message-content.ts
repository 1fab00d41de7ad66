import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

const MAX_CONTENT = 100_000;

export const MessageContent = ({ required = true } = {}) =>
  applyDecorators(
    ApiProperty({
      required,
      minLength: 1,
      maxLength: MAX_CONTENT,
      description: 'The text of the message.',
      example: 'Show me top deals',
    }),
    IsString(),
    Length(1, MAX_CONTENT),
  );
