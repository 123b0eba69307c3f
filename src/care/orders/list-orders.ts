import type { Caller } from '../../base/index.ts';
import { restriction } from '../../access/index.ts';
import { search, type FhirRecord } from '../../record/index.ts';
import { idOf, nameOf } from '../model.ts';
import { pointsTo, refOf } from './chart.ts';
import { ORDER_KIND } from './catalogue.ts';

/** One open order on a board: what, whose, since when, where it stands. */
export type BoardRow = {
  reference: string;
  name: string;
  kind?: string;
  status: string;
  priority: string;
  patient: { id: string; name: string };
  requester?: string;
  performer?: { reference: string; name: string };
  authoredOn?: string;
  /** When it is meant to be done, where that is another day. */
  on?: string;
  /** The status of its fulfilment; of a draft, that it waits for a signature. */
  task: string;
};

const PAGE = '300';

type Stored = { resourceType: string; id?: string };

/**
 * The open orders of a site (`Organization/x`), or of all that the caller sees, the urgent and then the longest waiting first; at most
 * 300, and `more` says that there are others. What is planned for later comes after what is due.
 */
export async function listOpenOrders(
  record: FhirRecord,
  caller: Caller,
  site: string | undefined,
): Promise<{ rows: BoardRow[]; more: boolean }> {
  if (!restriction(caller, 'ServiceRequest').allowed) return { rows: [], more: false };
  const params: [string, string][] = [
    ['status', 'draft,active,on-hold'],
    ['intent', 'order,plan'],
    // Of our kinds alone: what came from elsewhere with no kind is on its own patient's chart.
    ['category', `${ORDER_KIND}|`],
    ...(site ? [['performer', site] as [string, string]] : []),
    ['_sort', 'authored'],
    ['_count', PAGE],
    ['_include', 'ServiceRequest:subject'],
    ['_include', 'ServiceRequest:performer'],
    ['_revinclude', 'Task:focus'],
  ];
  const answer = await search(record, caller, 'ServiceRequest', params, { strict: true });
  const around = answer.included.map(({ body }) => JSON.parse(body) as Stored);
  const rows = answer.matches.map(({ body }) => rowOf(JSON.parse(body) as fhir4.ServiceRequest, around));
  return { rows: inOrder(rows, record.clock.now()), more: answer.next !== undefined };
}

function rowOf(order: fhir4.ServiceRequest, around: readonly Stored[]): BoardRow {
  const get = <T>(reference: fhir4.Reference | undefined): T | undefined =>
    around.find((one) => pointsTo(reference, refOf(one))) as T | undefined;
  const patient = get<fhir4.Patient>(order.subject);
  const [owner] = order.performer ?? [];
  const performer = get<fhir4.Organization>(owner);
  const tasks = around.filter(
    (one) => one.resourceType === 'Task' && pointsTo((one as fhir4.Task).focus, refOf(order)),
  ) as fhir4.Task[];
  const task = tasks.sort((a, b) => (b.lastModified ?? '').localeCompare(a.lastModified ?? ''))[0];
  const kind = (order.category ?? []).flatMap(({ coding = [] }) => coding).find(({ system }) => system === ORDER_KIND);
  const on = order.occurrenceDateTime ?? order.occurrenceTiming?.repeat?.boundsPeriod?.start;
  return {
    reference: refOf(order),
    name: order.code?.text ?? order.code?.coding?.[0]?.display ?? 'Order',
    ...(kind?.code ? { kind: kind.code } : {}),
    status: order.status,
    priority: order.priority ?? 'routine',
    patient: { id: idOf(order.subject, 'Patient') ?? '', name: nameOf(patient?.name) },
    ...(order.requester?.display ? { requester: order.requester.display } : {}),
    ...(owner?.reference
      ? { performer: { reference: owner.reference, name: performer?.name ?? owner.display ?? owner.reference } }
      : {}),
    ...(order.authoredOn ? { authoredOn: order.authoredOn } : {}),
    ...(on ? { on } : {}),
    task: order.status === 'draft' ? 'draft' : (task?.status ?? 'none'),
  };
}

const GRAVEST = ['stat', 'asap', 'urgent', 'routine'];

function inOrder(rows: BoardRow[], now: number): BoardRow[] {
  const isLater = ({ on }: BoardRow) => on !== undefined && Date.parse(on) > now;
  return rows.sort(
    (a, b) =>
      Number(isLater(a)) - Number(isLater(b)) ||
      GRAVEST.indexOf(a.priority) - GRAVEST.indexOf(b.priority) ||
      (a.on ?? a.authoredOn ?? '').localeCompare(b.on ?? b.authoredOn ?? ''),
  );
}
