import type { AuditFault, AuditVerification } from '../../../clients/typescript/src/audit.js';

export function describeVerification({
  ok,
  faults,
  events,
  first,
  last,
  cutUpTo,
  keysFrom,
}: AuditVerification): string {
  if (first === null || last === null) return 'The export contains no signed head.';
  const lines = faults.map(describeFault);
  const heads = `heads ${first.sequence} to ${last.sequence}`;
  lines.push(
    ok
      ? `Verified ${events} events with ${heads}.`
      : `The export is not what the service signed: ${faults.length} faults in ${heads}.`,
  );
  if (first.sequence > 1) lines.push(`What came before head ${first.sequence} is not verified.`);
  if (cutUpTo !== null) lines.push(`The events up to head ${cutUpTo} are not in the export.`);
  lines.push(
    `Compare the last head with a copy from another place: ${last.sequence} ${last.root}. A cut end cannot be seen.`,
  );
  if (keysFrom === 'export') {
    lines.push('The keys come from the export itself, so this does not prove who signed it.');
  }
  return lines.join('\n');
}

function describeFault(fault: AuditFault): string {
  switch (fault.fault) {
    case 'changed':
      return `Event ${fault.eventId} was changed (head ${fault.head}).`;
    case 'inserted':
      return `Event ${fault.eventId} was inserted (head ${fault.head}).`;
    case 'reordered':
      return `Event ${fault.eventId} was moved (head ${fault.head}).`;
    case 'removed':
      return `The event at position ${fault.position} of head ${fault.head} was removed.`;
    case 'not_signed':
      return `Event ${fault.eventId} is not signed by any head.`;
    case 'bad_signature':
      return `Head ${fault.head} was changed, or somebody else signed it.`;
    case 'unknown_key':
      return `The key of head ${fault.head} is unknown.`;
    case 'bad_leaves':
      return `The hashes of head ${fault.head} were changed.`;
    case 'bad_times':
      return `The times of head ${fault.head} are not those of its events.`;
    case 'broken_chain':
      return `Head ${fault.head} does not follow the head before it: heads were removed, inserted or moved.`;
    case 'events_missing':
      return `The events of head ${fault.head} were removed.`;
    case 'bad_line':
      return `Line ${fault.line} is no line of an export.`;
  }
}
