import type { ApiPropertyOptions } from '@nestjs/swagger';
import { SUSPENSION_REASONS } from './suspension.js';

export const STATUS_REASON: ApiPropertyOptions = {
  enum: SUSPENSION_REASONS,
  enumName: 'SuspensionReason',
  nullable: true,
  readOnly: true,
  description: 'Why the token is `suspended`. Null for every other status.',
  example: null,
};
