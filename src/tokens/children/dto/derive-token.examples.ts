import type { ExamplesObject } from '@nestjs/swagger';

export const DERIVE_TOKEN_EXAMPLES: ExamplesObject = {
  phone: {
    summary: 'A token for a phone, for an hour',
    value: { expiresIn: 3_600, label: 'iPhone of Ada', rateLimitPerMinute: 60 },
  },
  bound: {
    summary: 'A token that is bound to a key of the phone',
    value: { expiresIn: 3_600, dpopJkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' },
  },
};
