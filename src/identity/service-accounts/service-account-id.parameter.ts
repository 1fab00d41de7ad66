import { ApiParam } from '@nestjs/swagger';
import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

export const ApiServiceAccountId = () =>
  ApiParam({
    name: 'id',
    description: 'The id of the service account.',
    schema: { ...NATURAL_ID_SCHEMA, example: 'crm-sync' },
  });
