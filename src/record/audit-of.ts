import type { Caller } from '../base/index.ts';
import type { AuditRow } from '../store/index.ts';
import type { Actor, FhirRecord } from './model.ts';

export type Deed = {
  action:
    | 'read'
    | 'vread'
    | 'history'
    | 'search'
    | 'everything'
    | 'chart'
    | 'find'
    | 'create'
    | 'update'
    | 'delete'
    | 'reindex'
    | 'break-glass';
  type?: string | undefined;
  id?: string | undefined;
  version?: number | undefined;
  patient?: string | undefined;
  outcome?: AuditRow['outcome'];
  detail?: string | undefined;
};

/** The audit row of something that a caller does. */
export function auditOf(record: FhirRecord, caller: Caller, deed: Deed): AuditRow {
  return {
    at: new Date(record.clock.now()).toISOString(),
    agent: caller.id,
    agentName: caller.name,
    role: caller.role,
    reference: referenceOf(caller),
    outcome: 'success',
    request: caller.requestId,
    ...deed,
  };
}

/** The resource that stands for the caller, where there is one. */
function referenceOf(caller: Caller): string | undefined {
  if (caller.practitioner) return caller.practitioner;
  return caller.role === 'patient' && caller.patient ? `Patient/${caller.patient}` : undefined;
}

/** Who wrote, as it is kept beside each version. */
export function actorOf(caller: Caller): Actor {
  const reference = referenceOf(caller);
  return { id: caller.id, name: caller.name, role: caller.role, ...(reference ? { reference } : {}) };
}
