import type { Caller } from '../../base/index.ts';
import type { FhirRecord } from '../../record/index.ts';
import { type Asking, find } from '../ask-record.ts';
import { STILL_OPEN, dayOf, idOf, nameOf, wordsOf } from '../model.ts';
import type { Severity } from './clocks.ts';
import { awayNow, coversOf, type Cover } from './cover.ts';
import { type Reason, type Reported, TASK_CODES, codeOfReason, releasedAt, severityIn, titleOf } from './model.ts';
import { type ResultLine, lineOf } from './result-line.ts';

const PAGE = 200;
const REVIEWS: [string, string] = ['code', `${TASK_CODES}|review-result`];

/** One report that waits for a look. */
export type InboxEntry = {
  task: { id: string; version: number };
  severity: Severity;
  /** Why it is here again; left out for what is new. */
  again?: Reason;
  /** Instant by which it is to be looked at. */
  due?: string;
  title: string;
  status: string;
  /** Instant at which it was released. */
  released?: string;
  performer?: string;
  conclusion?: string;
  /** The text of an imaging report and the like. */
  text?: string;
  patient: { id: string; name: string; birthDate?: string; gender?: string; mrn?: string };
  /** Whose it is; `covering` where the caller stands in for them. */
  owner?: { reference: string; name: string };
  covering?: boolean;
  order?: { id: string; requester?: string; indication?: string };
  focus: string;
  results: ResultLine[];
  /** What was said about it so far, latest last. */
  notes: { at?: string; text: string }[];
};

export type Inbox = { entries: InboxEntry[]; covers: { mine: Cover[]; others: Cover[] }; more: boolean };

const versionOf = (resource: fhir4.Resource) => Number(resource.meta?.versionId ?? '0');

/** Many of one type by their ids, those that the caller sees. */
async function byIds<T extends { id?: string }>(
  asking: Asking,
  type: string,
  references: readonly (string | undefined)[],
): Promise<Map<string, T>> {
  const ids = [
    ...new Set(references.flatMap((one) => idOf(one === undefined ? undefined : { reference: one }, type) ?? [])),
  ];
  const found = new Map<string, T>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const some = ids.slice(at, at + PAGE);
    const resources = await find<T>(asking, type, [
      ['_id', some.join(',')],
      ['_count', String(PAGE)],
    ]);
    for (const one of resources) found.set(`${type}/${one.id}`, one);
  }
  return found;
}

/** The open reviews of the caller, of those whom they stand in for, and those that are anybody's of their role. */
export async function openReviewsOf(asking: Asking, away: readonly fhir4.Reference[]): Promise<fhir4.Task[]> {
  const { practitioner, role } = asking.caller;
  const owners = [practitioner, ...away.map((one) => one.reference)].filter((one) => one !== undefined);
  const count: [string, string] = ['_count', String(PAGE)];
  const [owned, anybodys] = await Promise.all([
    owners.length > 0
      ? find<fhir4.Task>(asking, 'Task', [['owner', owners.join(',')], REVIEWS, STILL_OPEN, count])
      : [],
    find<fhir4.Task>(asking, 'Task', [
      ['performer', `urn:throughline:role|${role}`],
      ['owner:missing', 'true'],
      REVIEWS,
      STILL_OPEN,
      count,
    ]),
  ]);
  return [...new Map([...owned, ...anybodys].map((task) => [task.id, task])).values()];
}

const GRAVITY: Record<Severity, number> = { critical: 0, abnormal: 1, normal: 2 };

/** By harm, then by what is due first. */
export function inOrderOfHarm(entries: readonly InboxEntry[]): InboxEntry[] {
  const rank = (entry: InboxEntry) => GRAVITY[entry.severity] - (entry.again ? 0.5 : 0);
  return entries.toSorted((a, b) => rank(a) - rank(b) || ((a.due ?? '9') < (b.due ?? '9') ? -1 : 1));
}

function textOf(reported: Reported): string | undefined {
  if (reported.resourceType !== 'DiagnosticReport') return undefined;
  const form = (reported.presentedForm ?? []).find((one) => one.contentType?.startsWith('text/plain') && one.data);
  return form?.data === undefined ? undefined : Buffer.from(form.data, 'base64').toString('utf8');
}

type Seen = {
  reported: Map<string, Reported>;
  results: Map<string, fhir4.Observation>;
  patients: Map<string, fhir4.Patient>;
  orders: Map<string, fhir4.ServiceRequest>;
};

function entryOf(task: fhir4.Task, seen: Seen, away: ReadonlySet<string>): InboxEntry | null {
  const focus = task.focus?.reference ?? '';
  const reported = seen.reported.get(focus);
  const patient = seen.patients.get(`Patient/${idOf(task.for, 'Patient') ?? ''}`);
  // Who may not see the report has nothing to look at.
  if (!reported || !patient) return null;
  const order = (task.basedOn ?? [])
    .map((one) => seen.orders.get(one.reference ?? ''))
    .find((one) => one !== undefined);
  const owner = task.owner?.reference;
  const again = codeOfReason(task);
  const text = textOf(reported);
  const released = releasedAt(reported);
  const performer = reported.performer?.find((one) => one.display)?.display;
  const indication = order?.reasonCode?.[0] ? wordsOf(order.reasonCode[0], '') : order?.reasonReference?.[0]?.display;
  const mrn = patient.identifier?.find((one) => one.type?.coding?.some(({ code }) => code === 'MR'))?.value;
  return {
    task: { id: task.id ?? '', version: versionOf(task) },
    severity: severityIn(task),
    ...(again ? { again } : {}),
    ...(task.restriction?.period?.end ? { due: task.restriction.period.end } : {}),
    title: titleOf(reported),
    status: reported.status,
    ...(Number.isNaN(released) ? {} : { released: new Date(released).toISOString() }),
    ...(performer ? { performer } : {}),
    ...(reported.resourceType === 'DiagnosticReport' && reported.conclusion ? { conclusion: reported.conclusion } : {}),
    ...(text ? { text } : {}),
    patient: {
      id: patient.id ?? '',
      name: nameOf(patient.name),
      ...(patient.birthDate ? { birthDate: patient.birthDate } : {}),
      ...(patient.gender ? { gender: patient.gender } : {}),
      ...(mrn ? { mrn } : {}),
    },
    ...(owner ? { owner: { reference: owner, name: task.owner?.display ?? '' } } : {}),
    ...(owner && away.has(owner) ? { covering: true } : {}),
    ...(order
      ? {
          order: {
            id: order.id ?? '',
            ...(order.requester?.display ? { requester: order.requester.display } : {}),
            ...(indication ? { indication } : {}),
          },
        }
      : {}),
    focus,
    results: resultsIn(reported, seen.results),
    notes: (task.note ?? []).map((one) => ({ ...(one.time ? { at: one.time } : {}), text: one.text })),
  };
}

/** The results of a report in its order, those of a panel in the panel's place; one that is named beside its panel stands once. */
function resultsIn(reported: Reported, results: ReadonlyMap<string, fhir4.Observation>): ResultLine[] {
  const listed =
    reported.resourceType === 'DiagnosticReport'
      ? (reported.result ?? []).map((one) => results.get(one.reference ?? ''))
      : [reported];
  const shown = listed
    .filter((one) => one !== undefined)
    .flatMap((one) => {
      const members = (one.hasMember ?? []).map((member) => results.get(member.reference ?? ''));
      const found = members.filter((member) => member !== undefined);
      return found.length > 0 ? found : [one];
    });
  return [...new Set(shown)].flatMap(lineOf);
}

/** The results that the reports name, and those within panels. */
async function resultsFor(asking: Asking, reported: Iterable<Reported>): Promise<Map<string, fhir4.Observation>> {
  const named = [...reported].flatMap((one) =>
    (one.resourceType === 'DiagnosticReport' ? (one.result ?? []) : (one.hasMember ?? [])).map((ref) => ref.reference),
  );
  const first = await byIds<fhir4.Observation>(asking, 'Observation', named);
  const members = [...first.values()].flatMap((one) => (one.hasMember ?? []).map((ref) => ref.reference));
  const second = members.length > 0 ? await byIds<fhir4.Observation>(asking, 'Observation', members) : new Map();
  return new Map([...first, ...second]);
}

/** What the tasks are about, within what the caller sees; a task whose report they do not see is left out. */
export async function entriesOf(
  asking: Asking,
  tasks: readonly fhir4.Task[],
  away: ReadonlySet<string> = new Set(),
): Promise<InboxEntry[]> {
  const foci = tasks.map((task) => task.focus?.reference);
  const [reports, singles, patients, orders] = await Promise.all([
    byIds<fhir4.DiagnosticReport>(asking, 'DiagnosticReport', foci),
    byIds<fhir4.Observation>(asking, 'Observation', foci),
    byIds<fhir4.Patient>(
      asking,
      'Patient',
      tasks.map((task) => task.for?.reference),
    ),
    byIds<fhir4.ServiceRequest>(
      asking,
      'ServiceRequest',
      tasks.map((task) => task.basedOn?.[0]?.reference),
    ),
  ]);
  const reported = new Map<string, Reported>([...reports, ...singles]);
  const results = await resultsFor(asking, reported.values());
  const seen: Seen = { reported, results, patients, orders };
  return tasks.map((task) => entryOf(task, seen, away)).filter((entry) => entry !== null);
}

/**
 * What waits for the caller to look at: their own, what is of those whom they stand in for, and what is anybody's of their role; the
 * gravest first.
 */
export async function findInbox(record: FhirRecord, caller: Caller): Promise<Inbox> {
  const now = record.clock.now();
  const asking: Asking = { record, caller, now, day: dayOf(now) };
  const covers = await coversOf(asking);
  const away = awayNow(covers, now);
  const tasks = await openReviewsOf(asking, away);
  const entries = await entriesOf(asking, tasks, new Set(away.flatMap((one) => one.reference ?? [])));
  return { entries: inOrderOfHarm(entries), covers, more: tasks.length >= PAGE };
}
