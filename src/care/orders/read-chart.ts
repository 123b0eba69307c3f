import { restriction } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { noteAuditWork, search, type FhirRecord } from '../../record/index.ts';
import type { Chart } from './chart.ts';
import { answersOf } from './intervals.ts';
import { ORDERABLE, partsOf, type Knowledge } from './knowledge.ts';

const LOINC = 'http://loinc.org';
/** Of one kind, the latest: an interval is never longer than so many results ago. */
const MOST = '200';

type Found = { resourceType: string; id?: string };

/** Every code under which an answer to these orders may stand, as a search's list of tokens. */
export function codesFor(knowledge: Knowledge, orders: readonly fhir4.ServiceRequest[]): string {
  const tests = new Set(
    orders.flatMap(({ code }) => partsOf(knowledge, code).needed.flatMap((test) => answersOf(knowledge, test))),
  );
  const panels = [...knowledge.panels.values()].filter((panel) => panel.tests.some((test) => tests.has(test)));
  const names = [...[...tests].map((test) => knowledge.tests.get(test)!), ...panels];
  const codes = names.flatMap(({ key, codes: known }) => [
    `${ORDERABLE}|${key}`,
    ...known.map((code) => (code.includes('|') ? code : `${LOINC}|${code}`)),
  ]);
  return [...new Set(codes)].join(',');
}

async function found(record: FhirRecord, caller: Caller, type: string, params: [string, string][]): Promise<Found[]> {
  if (!restriction(caller, type).allowed) return [];
  const asked: [string, string][] = [...params, ['_count', MOST]];
  const answer = await search(record, caller, type, asked, { strict: true, isPart: true });
  return [...answer.matches, ...answer.included].map(({ body }) => JSON.parse(body) as Found);
}

/**
 * What of a chart the rule looks at before these orders, within what the caller may see: results under any code that answers them,
 * open orders with their tasks, and what decides how long a result stands. One line of the audit.
 */
export async function readChart(
  record: FhirRecord,
  caller: Caller,
  patient: string,
  asked: { knowledge: Knowledge; orders: readonly fhir4.ServiceRequest[] },
): Promise<Chart> {
  const codes = codesFor(asked.knowledge, asked.orders);
  const whose: [string, string] = ['patient', `Patient/${patient}`];
  const get = (type: string, ...more: [string, string][]) => found(record, caller, type, [whose, ...more]);
  const withCodes = (type: string, ...more: [string, string][]) =>
    codes === '' ? Promise.resolve([]) : get(type, ['code', codes], ['_sort', '-date'], ...more);
  const encounters = asked.orders.flatMap(({ encounter }) => encounter?.reference?.split('/')[1] ?? []);
  const everything = await Promise.all([
    withCodes('Observation'),
    withCodes('DiagnosticReport', ['_include', 'DiagnosticReport:result'], ['_include', 'DiagnosticReport:based-on']),
    withCodes('Procedure'),
    get('ServiceRequest', ['status', 'active,on-hold'], ['_revinclude', 'Task:focus']),
    get('Specimen', ['_sort', '-collected']),
    get('Condition', ['clinical-status', 'active,recurrence,relapse']),
    get('MedicationRequest', ['status', 'active']),
    get('MedicationStatement', ['status', 'active']),
    encounters.length > 0 ? get('Encounter', ['_id', encounters.join(',')]) : [],
    noteAuditWork(record, caller, { action: 'search', type: 'ServiceRequest', patient, detail: 'before an order' }),
  ]);
  return chartOf(
    patient,
    everything.flatMap((one) => one ?? []),
  );
}

function chartOf(patient: string, resources: readonly Found[]): Chart {
  const unique = [...new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one])).values()];
  const of = <T>(...types: string[]): T[] => unique.filter((one) => types.includes(one.resourceType)) as T[];
  return {
    patient: `Patient/${patient}`,
    observations: of('Observation'),
    reports: of('DiagnosticReport'),
    procedures: of('Procedure'),
    orders: of('ServiceRequest'),
    tasks: of('Task'),
    specimens: of('Specimen'),
    conditions: of('Condition'),
    medications: of('MedicationRequest', 'MedicationStatement'),
    encounters: of('Encounter'),
  };
}
