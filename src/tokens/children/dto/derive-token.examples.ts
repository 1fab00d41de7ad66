import type { ExamplesObject } from '@nestjs/swagger';

export const DERIVE_TOKEN_EXAMPLES: ExamplesObject = {
  phone: {
    summary: 'For a phone, for an hour',
    value: { expiresIn: 3_600, label: 'iPhone of Ada', rateLimitPerMinute: 60 },
  },
  bound: {
    summary: 'Worthless without the key of the phone',
    value: { expiresIn: 3_600, dpopJkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' },
  },
};
