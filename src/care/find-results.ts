import { find, instant, type Asking } from './ask-record.ts';
import { RESULT_DAYS, idOf, standingOf, wordsOf, type Item } from './model.ts';

const DAY_MS = 86_400_000;
/** Patients asked about in one search, and at most: beyond it a panel needs a work list of its own, not a home. */
const AT_ONCE = 50;
const MOST_PATIENTS = 500;
const PAGE = 500;
/** Fresh results that a home can carry; the rest stand behind the count. */
const MOST_ITEMS = 20;

export type Results = { critical: Item[]; others: Item[]; panel: number };

type Own = { ids: string[]; panel: number; seenAt: Map<string, number> };

/** Whose results are this practitioner's: patients who name them, whose care team they are in, and whom they saw lately. */
async function ownPatients(asking: Asking, practitioner: string): Promise<Own> {
  const since = `ge${instant(asking.now - RESULT_DAYS * DAY_MS)}`;
  const count: [string, string] = ['_count', '1000'];
  const [named, teams, encounters] = await Promise.all([
    find<fhir4.Patient>(asking, 'Patient', [['general-practitioner', practitioner], count]),
    find<fhir4.CareTeam>(asking, 'CareTeam', [['participant', practitioner], ['status', 'active'], count]),
    find<fhir4.Encounter>(asking, 'Encounter', [['participant', practitioner], ['date', since], count]),
  ]);
  const panel = new Set(
    named.filter((patient) => !patient.deceasedDateTime && !patient.deceasedBoolean).map((patient) => patient.id ?? ''),
  );
  for (const team of teams) panel.add(idOf(team.subject, 'Patient') ?? '');
  panel.delete('');
  const ids = new Set(panel);
  const seenAt = new Map<string, number>();
  for (const encounter of encounters) {
    const id = idOf(encounter.subject, 'Patient');
    if (!id) continue;
    ids.add(id);
    const at = Date.parse(encounter.period?.start ?? '');
    if (!Number.isNaN(at)) seenAt.set(id, Math.max(at, seenAt.get(id) ?? at));
  }
  return { ids: [...ids].slice(0, MOST_PATIENTS), panel: panel.size, seenAt };
}

/** Results about which this practitioner has completed a task. */
async function reviewed(asking: Asking, practitioner: string): Promise<Set<string>> {
  const tasks = await find<fhir4.Task>(asking, 'Task', [
    ['owner', practitioner],
    ['status', 'completed'],
    ['_count', '1000'],
  ]);
  return new Set(tasks.map((task) => idOf(task.focus, 'Observation') ?? ''));
}

function releasedAt(observation: fhir4.Observation): number {
  return Date.parse(observation.issued ?? observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? '');
}

async function freshResults(asking: Asking, patients: string[]): Promise<fhir4.Observation[]> {
  const found: fhir4.Observation[] = [];
  for (let at = 0; at < patients.length; at += AT_ONCE) {
    const subjects = patients
      .slice(at, at + AT_ONCE)
      .map((id) => `Patient/${id}`)
      .join(',');
    found.push(
      ...(await find<fhir4.Observation>(asking, 'Observation', [
        ['subject', subjects],
        ['category', 'laboratory'],
        ['date', `ge${instant(asking.now - RESULT_DAYS * DAY_MS)}`],
        ['_sort', '-date'],
        ['_count', String(PAGE)],
      ])),
    );
  }
  return found;
}

function titleOf(observation: fhir4.Observation, word: string): string {
  const { value, unit } = observation.valueQuantity ?? {};
  const figure =
    value === undefined
      ? wordsOf(observation.valueCodeableConcept, observation.valueString ?? '')
      : `${value} ${unit ?? ''}`.trim();
  return [wordsOf(observation.code, 'Result'), figure].filter((part) => part !== '').join(' ') + `, ${word}`;
}

/**
 * Abnormal results of the last 30 days that await a look, one line a patient, the gravest first. One counts as looked at once the
 * practitioner has seen the patient since, or has completed a task about it.
 */
export async function findResults(asking: Asking): Promise<Results> {
  const { practitioner } = asking.caller;
  if (!practitioner) return { critical: [], others: [], panel: 0 };
  const [own, done] = await Promise.all([ownPatients(asking, practitioner), reviewed(asking, practitioner)]);
  const byPatient = new Map<
    string,
    { observation: fhir4.Observation; word: string; isCritical: boolean; at: number }[]
  >();
  for (const observation of await freshResults(asking, own.ids)) {
    const id = idOf(observation.subject, 'Patient');
    const standing = standingOf(observation);
    const at = releasedAt(observation);
    if (!id || !standing || Number.isNaN(at) || at > asking.now) continue;
    if (done.has(observation.id ?? '') || (own.seenAt.get(id) ?? 0) > at) continue;
    byPatient.set(id, [...(byPatient.get(id) ?? []), { observation, ...standing, at }]);
  }
  const lines = [...byPatient].map(([patient, results]) => {
    const first = results.sort((a, b) => Number(b.isCritical) - Number(a.isCritical) || b.at - a.at)[0]!;
    const more = results.length - 1;
    const reference = `Observation/${first.observation.id}`;
    const item: Item = {
      id: reference,
      kind: 'result',
      title: titleOf(first.observation, first.word),
      detail: more === 0 ? '' : `and ${more} more abnormal ${more === 1 ? 'result' : 'results'}`,
      patient: { id: patient, name: '' },
      resource: reference,
    };
    return { item, isCritical: first.isCritical, at: first.at };
  });
  const shown = lines.sort((a, b) => Number(b.isCritical) - Number(a.isCritical) || b.at - a.at).slice(0, MOST_ITEMS);
  return {
    critical: shown.filter((line) => line.isCritical).map((line) => line.item),
    others: shown.filter((line) => !line.isCritical).map((line) => line.item),
    panel: own.panel,
  };
}
