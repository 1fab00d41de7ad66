import { AuditExport } from '../audit/export-stream.js';
import { reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class AuditResource extends Resource {
  /** Lists the events, newest first. */
  events(
    query?: QueryOf<'listAuditEvents'>,
    options?: RequestOptions,
  ): List<Schemas['AuditEventCollection']> {
    return this.collection('/api/audit-events', query, options);
  }

  /**
   * Exports the trail, oldest first, as lines of JSON for `verifyAuditExport` or a file. Only an export
   * without a filter, with the permission `audit:read`, contains the signed heads.
   */
  export(
    query?: Omit<NonNullable<QueryOf<'listAuditEvents'>>, 'start' | 'limit' | 'cursor'>,
    options?: RequestOptions,
  ): AuditExport {
    return new AuditExport(this.transport, reading('/api/audit-events', query), options);
  }

  event(id: string, options?: RequestOptions): Promise<Schemas['AuditEvent']> {
    return this.send(reading(path`/api/audit-events/${id}`), options);
  }

  /** Lists the signed heads, newest first. Keep a copy of the latest one in another place. */
  heads(
    query?: QueryOf<'listAuditHeads'>,
    options?: RequestOptions,
  ): List<Schemas['AuditHeadCollection']> {
    return this.collection('/api/audit-heads', query, options);
  }

  /** Returns the public keys of the heads. Keep a copy in another place. */
  keys(options?: RequestOptions): Promise<Schemas['JsonWebKeySet']> {
    const call = { ...reading('/.well-known/audit-keys.json'), withoutCredential: true };
    return this.send(call, options);
  }
}
