import { find, type Asking } from './ask-record.ts';
import { idOf, type Item } from './model.ts';
import { awayNow, coversOf, entriesOf, inOrderOfHarm, openReviewsOf, type InboxEntry } from './results/index.ts';

/** Results that a home can carry; the rest stand behind the count. */
const MOST_ITEMS = 20;

export type Results = { critical: Item[]; others: Item[]; panel: number; waiting: number };

/** How many people are this practitioner's: who name them, and whose care team they are in. */
async function panelOf(asking: Asking, practitioner: string): Promise<number> {
  const count: [string, string] = ['_count', '1000'];
  const [named, teams] = await Promise.all([
    find<fhir4.Patient>(asking, 'Patient', [['general-practitioner', practitioner], count]),
    find<fhir4.CareTeam>(asking, 'CareTeam', [['participant', practitioner], ['status', 'active'], count]),
  ]);
  const living = named.filter((patient) => !patient.deceasedDateTime && !patient.deceasedBoolean);
  const panel = new Set([
    ...living.map((patient) => patient.id ?? ''),
    ...teams.map((team) => idOf(team.subject, 'Patient') ?? ''),
  ]);
  panel.delete('');
  return panel.size;
}

/** The worst figure of a report in words: `Potassium 5.9 mmol/L, high`. */
function titleOf(entry: InboxEntry): string {
  const flagged = entry.results.filter((line) => line.flag !== undefined);
  const worst = flagged.find((line) => line.flag!.isCritical) ?? flagged[0];
  if (!worst) return entry.title;
  const figure = [worst.name, worst.value, worst.unit ?? ''].filter((part) => part !== '').join(' ');
  return `${figure}, ${worst.flag!.word}`;
}

const AGAIN = {
  corrected: 'Corrected after it was looked at',
  completed: 'Completed after its first part was looked at',
  withdrawn: 'Withdrawn by the laboratory',
} as const;

function abnormalIn(entry: InboxEntry): number {
  return entry.results.filter((line) => line.flag !== undefined).length;
}

/** One line for all that waits of one patient, by the gravest of it. */
function itemOf(entries: readonly InboxEntry[]): Item {
  const [first] = entries;
  const more = entries.reduce((sum, entry) => sum + abnormalIn(entry), 0) - Math.min(abnormalIn(first!), 1);
  const others = more <= 0 ? '' : `and ${more} more abnormal ${more === 1 ? 'result' : 'results'}`;
  const again = first!.again ? AGAIN[first!.again] : '';
  return {
    id: first!.focus,
    kind: 'result',
    title: titleOf(first!),
    detail: [again, others].filter((part) => part !== '').join(', '),
    patient: { id: first!.patient.id, name: first!.patient.name },
    resource: first!.focus,
  };
}

/** Results that the caller is to look at and that are not as they should be, one line a patient, the gravest first. */
export async function findResults(asking: Asking): Promise<Results> {
  const { practitioner } = asking.caller;
  if (!practitioner) return { critical: [], others: [], panel: 0, waiting: 0 };
  const covers = await coversOf(asking);
  const [panel, tasks] = await Promise.all([
    panelOf(asking, practitioner),
    openReviewsOf(asking, awayNow(covers, asking.now)),
  ]);
  const entries = inOrderOfHarm(await entriesOf(asking, tasks));
  const byPatient = new Map<string, InboxEntry[]>();
  for (const entry of entries) {
    if (entry.severity === 'normal' && !entry.again) continue;
    byPatient.set(entry.patient.id, [...(byPatient.get(entry.patient.id) ?? []), entry]);
  }
  const lines = [...byPatient.values()].slice(0, MOST_ITEMS);
  const isCritical = (line: readonly InboxEntry[]) => line[0]!.severity === 'critical';
  return {
    critical: lines.filter(isCritical).map(itemOf),
    others: lines.filter((line) => !isCritical(line)).map(itemOf),
    panel,
    waiting: entries.length,
  };
}
