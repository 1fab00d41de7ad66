import { ApiSchema, PartialType, PickType } from '@nestjs/swagger';
import { CreateTeamDto } from './create-team.dto.js';

@ApiSchema({ description: 'What is to change; what is left out stays.' })
export class UpdateTeamDto extends PartialType(PickType(CreateTeamDto, ['name']), {
  skipNullProperties: false,
}) {}
