import { UUID_PATTERN } from '../../../platform/ids/id.js';
import { NO_TOKEN } from '../usage/model-usage.repository.js';

export const GROUPINGS = ['token', 'assistant', 'owner', 'subject'] as const;
export type Grouping = (typeof GROUPINGS)[number];

interface GroupingSql {
  /** What orders the groups, and is in cursors. */
  order: string;
  pattern: RegExp;
  join: string;
  /** `NULL` for what has no token or no label, and for deleted users. */
  key: string;
  name: string;
}

/** Empty for deleted users. */
const USERNAME = /^[a-z0-9._-]{0,63}$/;
const MD5 = /^[0-9a-f]{32}$/;

/** SQL for each way to group `model_usage m`. */
export const GROUPING_SQL: Record<Grouping, GroupingSql> = {
  token: {
    order: 'm.token_id::text',
    pattern: UUID_PATTERN,
    join: 'LEFT JOIN tokens t ON t.id = m.token_id',
    key: `nullif(max(m.token_id::text), '${NO_TOKEN}')`,
    name: 'max(t.notes)',
  },
  assistant: {
    order: 'm.assistant_id::text',
    pattern: UUID_PATTERN,
    join: 'LEFT JOIN assistants a ON a.id = m.assistant_id',
    key: 'max(m.assistant_id::text)',
    name: `max(a.owner_id || ':' || a.slug)`,
  },
  owner: {
    order: `coalesce(u.username, '')`,
    pattern: USERNAME,
    join: 'LEFT JOIN users u ON u.id = m.user_id',
    key: 'max(u.username)',
    name: 'max(u.display_name)',
  },
  // A label may be longer than a cursor, so its digest takes its place.
  subject: {
    order: 'md5(m.subject)',
    pattern: MD5,
    join: '',
    key: `nullif(max(m.subject), '')`,
    name: `nullif(max(m.subject), '')`,
  },
};
