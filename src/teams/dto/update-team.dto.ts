import { PartialType, PickType } from '@nestjs/swagger';
import { CreateTeamDto } from './create-team.dto.js';

export class UpdateTeamDto extends PartialType(PickType(CreateTeamDto, ['name']), {
  skipNullProperties: false,
}) {}
