import { ApiSchema, PartialType, PickType } from '@nestjs/swagger';
import { CreateTeamDto } from './create-team.dto.js';

@ApiSchema({ description: 'The properties to change. Omitted properties keep their values.' })
export class UpdateTeamDto extends PartialType(PickType(CreateTeamDto, ['name']), {
  skipNullProperties: false,
}) {}
