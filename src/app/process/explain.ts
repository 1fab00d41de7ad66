import { AdminError } from '../admin/admin.error.js';
import { ConfigError } from '../../platform/config/config.error.js';
import { DatabaseStartError } from '../../platform/database/database.errors.js';
import {
  DataDirectoryInUseError,
  EmbeddedPostgresError,
} from '../../platform/database/embedded/embedded-postgres.errors.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { ListenError } from './listen.error.js';
import { UsageError } from './usage.error.js';

const EXPLAINED = [
  AdminError,
  ConfigError,
  DataDirectoryInUseError,
  DatabaseStartError,
  DomainError,
  EmbeddedPostgresError,
  ListenError,
  UsageError,
];

/** @returns one sentence when the reason is known, otherwise the stack */
export function explain(error: unknown): string {
  if (error instanceof Error) {
    const known = EXPLAINED.some((type) => error instanceof type);
    return known ? error.message : (error.stack ?? error.message);
  }
  return String(error);
}
