import { TokenSettingsDto } from './token-settings.dto.js';

export class UpdateTokenDto extends TokenSettingsDto {}
