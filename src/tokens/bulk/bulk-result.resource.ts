import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ID } from '../../api/openapi/properties.js';
import { BULK_REFUSALS, BULK_STATUSES } from './bulk.service.js';

@ApiSchema({ description: 'What became of one token.' })
export class BulkResultResource {
  @ApiProperty({ ...ID, description: 'The id of the token.' })
  id: string;

  @ApiProperty({
    enum: BULK_STATUSES,
    enumName: 'BulkStatus',
    description: 'What was done. `refused` if it was not, and `code` says why.',
    example: 'paused',
  })
  status: (typeof BULK_STATUSES)[number];

  @ApiProperty({
    enum: BULK_REFUSALS,
    enumName: 'BulkRefusal',
    nullable: true,
    description: 'Why it was refused. Null if it was not.',
    example: null,
  })
  code: (typeof BULK_REFUSALS)[number] | null;
}

@ApiSchema({ description: 'What became of each token.' })
export class BulkResultsResource {
  @ApiProperty({ type: [BulkResultResource], description: 'One result for each token.' })
  results: BulkResultResource[];
}
