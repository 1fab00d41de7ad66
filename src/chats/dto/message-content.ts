import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

const MAX_CONTENT = 100_000;

export const MessageContent = () =>
  applyDecorators(
    ApiProperty({ minLength: 1, maxLength: MAX_CONTENT, example: 'Show me top deals' }),
    IsString(),
    Length(1, MAX_CONTENT),
  );
