import { ApiParam } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

export const ApiUsername = () =>
  ApiParam({
    name: 'username',
    description: 'Username of the user.',
    schema: { ...NATURAL_ID_SCHEMA, example: 'ada' },
  });
