import { restriction } from '../../access/index.ts';
import { type Caller, Fault, type Issue } from '../../base/index.ts';
import { type AuditEntry, type AuditPlace, type AuditTest, countAudit, findAudit } from '../../store/index.ts';
import { auditOf } from '../audit-of.ts';
import type { Answer, FhirRecord, SearchResult } from '../model.ts';
import type { Compartment } from '../search/compartments.ts';
import { openCursor, sealCursor } from '../seal-cursor.ts';
import { type Shape, shapeOf, shaped } from '../search/shape.ts';
import { auditEventOf } from './audit-event.ts';
import { TRACE } from './model.ts';
import { type Raw, TRACE_PARAMS, patientKey, valuesOf } from './trace-params.ts';

const USUAL_COUNT = 20;
const MOST_COUNT = 1000;

function answerOf(entry: AuditEntry): Answer {
  const body = JSON.stringify(auditEventOf(entry));
  return { type: TRACE, id: entry.position, version: 1, updated: entry.at, body, deleted: false };
}

/** Whose audit the caller may look at: everybody's, or one patient's. A refusal is audited. Faults: forbidden. */
async function mayLook(
  record: FhirRecord,
  caller: Caller,
  deed: { action: 'read' | 'search'; id?: string; detail?: string },
): Promise<string | undefined> {
  const may = restriction(caller, TRACE, deed.action);
  if (may.allowed) return may.patient;
  await record.reads.write([auditOf(record, caller, { ...deed, type: TRACE, outcome: 'refused', detail: may.why })]);
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
}

/** One line of the audit as an AuditEvent; null where there is none, or where it is not of the patient to whom the caller is bound. */
export async function readTrace(record: FhirRecord, caller: Caller, id: string): Promise<Answer | null> {
  const patient = await mayLook(record, caller, { action: 'read', id });
  const tests: AuditTest[] = [{ kind: 'position', any: [id] }];
  const { entries } = await findAudit(record.store.pool, { tests, limit: 1, ...(patient ? { patient } : {}) });
  const [entry] = entries;
  if (!entry) return null;
  await record.reads.write([auditOf(record, caller, { action: 'read', type: TRACE, id, patient: entry.patient })]);
  return answerOf(entry);
}

type Asked = {
  tests: AuditTest[];
  patient: string | undefined;
  isForward: boolean;
  count: number;
  total: boolean;
  cursor: string | undefined;
  shape: Shape;
  self: [string, string][];
  warnings: Issue[];
};

/**
 * Searches the audit as AuditEvents (http://hl7.org/fhir/R4/auditevent.html#search), latest first, and notes in it that it was looked at.
 * Faults: forbidden, invalid; with `strict` for every parameter that is not served.
 */
export async function searchTrace(
  record: FhirRecord,
  caller: Caller,
  params: [string, string][],
  options: { strict: boolean; compartment?: Compartment; isPart?: boolean },
): Promise<SearchResult> {
  const { compartment } = options;
  const told = params.filter(([name]) => name !== '_cursor' && name !== '_count');
  const within = compartment ? `${compartment.type}/${compartment.id}?` : '';
  const detail = `${within}${new URLSearchParams(told).toString()}`;
  const bound = await mayLook(record, caller, { action: 'search', detail });
  const asked = understand(params, record.clock.now(), options);
  if (compartment) narrow(asked, compartment);
  if (bound !== undefined && asked.patient !== undefined && asked.patient !== bound) {
    throw new Fault('forbidden', 'forbidden', 'Not allowed: this caller is bound to the record of another patient.');
  }
  const patient = bound ?? asked.patient;
  const search = { tests: asked.tests, ...(patient === undefined ? {} : { patient }) };
  const question = JSON.stringify([TRACE, told, compartment ?? null]);
  const key = record.settings.cursorKey;
  const from = asked.cursor === undefined ? undefined : (openCursor(key, caller, question, asked.cursor) as AuditPlace);
  const { pool } = record.store;
  const page = { isForward: asked.isForward, limit: asked.count, ...(from ? { after: from } : {}) };
  const { entries, after } =
    asked.count === 0 ? { entries: [], after: null } : await findAudit(pool, { ...search, ...page });
  const total = asked.total || asked.count === 0 ? await countAudit(pool, search) : undefined;
  if (!options.isPart) {
    await record.reads.write([auditOf(record, caller, { action: 'search', type: TRACE, patient, detail })]);
  }
  return {
    matches: entries.map((entry) => shaped(answerOf(entry), asked.shape)),
    included: [],
    ...(total === undefined ? {} : { total }),
    ...(after ? { next: sealCursor(key, caller, question, after) } : {}),
    self: asked.self,
    warnings: asked.warnings,
  };
}

function narrow(asked: Asked, { type, id }: Compartment): void {
  if (type === 'Patient') {
    if (asked.patient !== undefined && asked.patient !== id) asked.tests.push({ kind: 'entity', any: [] });
    asked.patient = id;
    return;
  }
  asked.tests.push({
    kind: 'either',
    any: [[{ kind: 'any', column: 'reference', values: [`${type}/${id}`] }], [{ kind: 'entity', any: [{ type, id }] }]],
  });
}

function understand(params: [string, string][], now: number, { strict }: { strict: boolean }): Asked {
  const asked: Asked = {
    tests: [],
    patient: undefined,
    isForward: false,
    count: USUAL_COUNT,
    total: false,
    cursor: undefined,
    shape: shapeOf(params),
    self: [],
    warnings: [],
  };
  for (const [name, value] of params) {
    const before = asked.warnings.length;
    if (value.includes('\0'))
      throw new Fault('invalid', 'value', `The parameter "${name}" holds the character U+0000.`);
    readParam(asked, name, value, now);
    if (asked.warnings.length === before && name !== '_cursor') asked.self.push([name, value]);
  }
  if (asked.shape.countOnly) asked.count = 0;
  if (strict && asked.warnings.length > 0) {
    const issues = asked.warnings.map((warning): Issue => ({ ...warning, severity: 'error' }));
    throw new Fault('invalid', 'not-supported', issues[0]!.details, { issues });
  }
  return asked;
}

const SHAPES = new Set(['_summary', '_elements', '_format', '_pretty']);

function readParam(asked: Asked, name: string, value: string, now: number): void {
  if (SHAPES.has(name)) return;
  if (name === '_cursor') asked.cursor = value;
  else if (name === '_count') asked.count = countOf(value);
  else if (name === '_total') asked.total = value === 'accurate' || value === 'estimate';
  else if (name === '_sort') readSort(asked, value);
  else {
    const [code = '', modifier] = name.split(':');
    const raw: Raw = { code, modifier, value, name, now };
    const param = TRACE_PARAMS[code];
    if (!param) warn(asked, `The parameter "${name}" is not served for ${TRACE}; it was left out.`);
    else if (code === 'patient' && asked.patient === undefined && valuesOf(raw).length === 1) {
      asked.patient = patientKey(raw, value).id;
    } else asked.tests.push(param.read(raw, valuesOf(raw)));
  }
}

function countOf(value: string): number {
  if (!/^\d{1,9}$/.test(value)) {
    throw new Fault(
      'invalid',
      'value',
      `The parameter "_count": "${value.slice(0, 40)}" is not a whole number from 0 on.`,
    );
  }
  return Math.min(Number(value), MOST_COUNT);
}

function readSort(asked: Asked, value: string): void {
  const [first = '', ...others] = value.split(',');
  const key = first.replace(/^-/, '');
  if (key !== 'date' && key !== '_lastUpdated') {
    return warn(asked, `"_sort=${value.slice(0, 60)}": ${TRACE} is sorted by date alone; it was left out.`);
  }
  asked.isForward = !first.startsWith('-');
  if (others.length > 0) warn(asked, `"_sort=${value.slice(0, 60)}": after the date nothing is left to sort by.`);
}

function warn(asked: Asked, details: string): void {
  asked.warnings.push({ severity: 'warning', code: 'not-supported', details });
}
