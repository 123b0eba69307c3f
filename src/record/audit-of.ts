import { usualPurpose } from '../access/index.ts';
import type { Caller } from '../base/index.ts';
import { type AuditRow, MOST_PATIENTS } from '../store/index.ts';
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
    | 'break-glass'
    | 'retain'
    | 'export';
  type?: string | undefined;
  id?: string | undefined;
  version?: number | undefined;
  patient?: string | undefined;
  outcome?: AuditRow['outcome'];
  detail?: string | undefined;
  /** The rule that let in or kept out, as the audit keeps it. */
  basis?: string | undefined;
  /** Left out: it follows from the outcome. */
  decision?: AuditRow['decision'];
  patients?: readonly string[] | undefined;
  more?: boolean | undefined;
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
    purpose: caller.purpose ?? usualPurposeOf(record, caller),
    client: caller.client,
    address: caller.address,
    site: caller.site,
    decision: decisionOf(deed),
    ...deed,
  };
}

function decisionOf({ outcome, basis }: Deed): AuditRow['decision'] {
  if (outcome === 'refused') return 'denied';
  return basis === 'break-glass' ? 'broken-glass' : 'allowed';
}

/** What people of this role ask for; what the software does by itself has no such purpose. */
function usualPurposeOf(record: FhirRecord, caller: Caller): string | undefined {
  if (caller.role === 'system') return undefined;
  return usualPurpose(record.inForce.rulesAt(record.clock.now()), caller);
}

/** Of whose records something was given: one person, or several up to what a row names. */
export function concerned(patients: Iterable<string>): Pick<Deed, 'patient' | 'patients' | 'more'> {
  const all = [...new Set(patients)];
  if (all.length <= 1) return { patient: all[0] };
  return { patients: all.slice(0, MOST_PATIENTS), ...(all.length > MOST_PATIENTS ? { more: true } : {}) };
}

/** The resource that stands for the caller, where there is one. */
function referenceOf(caller: Caller): string | undefined {
  if (caller.proxy) return caller.proxy;
  if (caller.practitioner) return caller.practitioner;
  return caller.role === 'patient' && caller.patient ? `Patient/${caller.patient}` : undefined;
}

/** Who wrote, as it is kept beside each version. */
export function actorOf(caller: Caller): Actor {
  const reference = referenceOf(caller);
  return { id: caller.id, name: caller.name, role: caller.role, ...(reference ? { reference } : {}) };
}

/** Audits what is done with the audit itself. */
export async function noteAuditWork(record: FhirRecord, caller: Caller, deed: Deed): Promise<void> {
  await record.reads.write([auditOf(record, caller, deed)]);
}
