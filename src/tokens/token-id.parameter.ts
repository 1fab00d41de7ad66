import { ApiParam } from '@nestjs/swagger';

export const ApiTokenId = () =>
  ApiParam({
    name: 'id',
    description: 'UUID of the token, or `self` for the token presented.',
    schema: { type: 'string' },
    example: 'self',
  });
