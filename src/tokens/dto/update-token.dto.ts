import { ApiSchema } from '@nestjs/swagger';
import { TokenSettingsDto } from './token-settings.dto.js';

@ApiSchema({
  description:
    'The properties to change. Omitted properties keep their values. Restrictions can only be tightened.',
})
export class UpdateTokenDto extends TokenSettingsDto {}
