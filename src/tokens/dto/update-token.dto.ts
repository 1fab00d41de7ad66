import { ApiSchema } from '@nestjs/swagger';
import { TokenSettingsDto } from './token-settings.dto.js';

@ApiSchema({
  description: 'What is to change; what is left out stays. Restrictions can only be tightened.',
})
export class UpdateTokenDto extends TokenSettingsDto {}
