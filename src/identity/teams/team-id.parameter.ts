import { ApiParam } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

export const ApiTeamId = () =>
  ApiParam({
    name: 'id',
    description: 'The id of the team.',
    schema: { ...NATURAL_ID_SCHEMA, example: 'team' },
  });
