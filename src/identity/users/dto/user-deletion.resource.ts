import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const TOKEN_IDS = {
  type: 'array',
  items: { type: 'string', format: 'uuid' },
  example: ['0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'],
} as const;

@ApiSchema({ description: 'What became of the tokens of a deleted user.' })
export class UserDeletionResource {
  @ApiProperty({ ...TOKEN_IDS, description: 'The ids of the tokens that have a new owner.' })
  transferred: string[];

  @ApiProperty({
    ...TOKEN_IDS,
    description: 'The ids of the tokens of the user that were revoked: the personal ones.',
  })
  revoked: string[];
}
