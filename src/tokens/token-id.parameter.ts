import { ApiParam } from '@nestjs/swagger';
import { UUID_TEXT } from '../platform/ids/id.js';

export const ApiTokenId = () =>
  ApiParam({
    name: 'id',
    description: 'The UUID of the token, or `self` for the token that authenticates the request.',
    schema: { type: 'string', pattern: `^(self|${UUID_TEXT})$`, example: 'self' },
  });
