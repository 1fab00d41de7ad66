import { ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { CreateServiceAccountDto } from './create-service-account.dto.js';

@ApiSchema({ description: 'The properties to change. Omitted properties keep their values.' })
export class UpdateServiceAccountDto extends PartialType(
  OmitType(CreateServiceAccountDto, ['id']),
  { skipNullProperties: false },
) {}
