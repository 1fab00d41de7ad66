import { ApiParam } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

export const ApiUsername = () =>
  ApiParam({
    name: 'username',
    description: 'The username.',
    schema: { ...NATURAL_ID_SCHEMA, example: 'ada' },
  });
