import { PickType } from '@nestjs/swagger';
import { CreateTeamDto } from './create-team.dto.js';

export class UpdateTeamDto extends PickType(CreateTeamDto, ['name']) {}
