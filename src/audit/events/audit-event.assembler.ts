import { assembleCollection } from '../../api/hal/collection.js';
import { link, paths } from '../../api/hal/links.js';
import type { Page } from '../../api/hal/page.js';
import type { AuditEvent } from '../audit-event.entity.js';
import { shownChanges } from '../changes.js';
import { MAX_TOTAL } from './audit-events.repository.js';
import type { AuditEventCollection, AuditEventResource } from './dto/audit-event.resource.js';
import type { ListAuditEventsQuery } from './dto/list-audit-events.query.js';

/** The event in exports, without links. The signatures of the trail cover exactly this. */
export type PlainAuditEvent = Omit<AuditEventResource, '_links'>;

export function assembleAuditEvents(
  page: Page<AuditEvent>,
  query: ListAuditEventsQuery,
): AuditEventCollection {
  const { from, to, ...rest } = query;
  const collection = assembleCollection({
    relation: 'inf:audit-event',
    path: paths.auditEvents(),
    query: { ...rest, from: from?.toISOString(), to: to?.toISOString() },
    page,
    assemble: assembleAuditEvent,
  });
  return page.total < MAX_TOTAL ? collection : { ...collection, totalIsEstimate: true };
}

export function assembleAuditEvent(event: AuditEvent): AuditEventResource {
  return { ...plainAuditEvent(event), _links: { self: link(paths.auditEvent(event.id)) } };
}

export function plainAuditEvent(event: AuditEvent): PlainAuditEvent {
  return {
    id: event.id,
    at: event.at.toISOString(),
    action: event.action,
    actor: {
      type: event.actorType ?? (event.actor === null ? 'system' : 'user'),
      id: event.actor,
      name: event.actorName,
      credentialId: event.credentialId,
      credentialHint: event.credentialHint,
    },
    subject: { type: event.subjectType, id: event.subjectId, name: event.subjectName },
    assistantId: event.assistantId,
    address: event.address,
    userAgent: event.userAgent,
    requestId: event.requestId,
    changes: event.changes ?? shownChanges([], event.details),
    reason: event.reason,
  };
}
