import type { ExamplesObject } from '@nestjs/swagger';

export const CREATE_TOKEN_EXAMPLES: ExamplesObject = {
  assistant: {
    summary: 'A token for one assistant',
    value: {
      type: 'assistant',
      assistantId: 'team:sales-assistant',
      notes: 'Production API integration',
    },
  },
  restricted: {
    summary: 'A token for one assistant, with restrictions',
    value: {
      type: 'assistant',
      assistantId: 'team:sales-assistant',
      notes: 'Nightly report',
      readOnly: true,
      restrict: 'cidr',
      cidr: '203.0.113.0/24,2001:db8::/32',
      expiresAt: '2030-01-15T10:00:00.000Z',
      rateLimitPerMinute: 600,
      onReuse: 'revoke',
      data: { crm: 'prod-7' },
    },
  },
  personal: {
    summary: 'A token for everything you can do',
    value: { type: 'personal', notes: 'My own scripts' },
  },
};

export const UPDATE_TOKEN_EXAMPLES: ExamplesObject = {
  notes: { summary: 'Other notes', value: { notes: 'Staging API integration' } },
  tighter: {
    summary: 'Tighter restrictions',
    value: { readOnly: true, restrict: 'cidr', cidr: '203.0.113.0/28', rateLimitPerMinute: 60 },
  },
  relaxed: {
    summary: 'Other addresses and a later end',
    value: { allowRelaxing: true, cidr: '198.51.100.0/24', expiresAt: '2031-01-15T10:00:00.000Z' },
  },
};
