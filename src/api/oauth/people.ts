import { Fault, type Caller } from '../../base/index.ts';
import { isId } from '../../fhir/index.ts';
import { read, search } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import type { Step } from './read-step.ts';

type Named = { name?: { use?: string; text?: string; given?: string[]; family?: string }[]; birthDate?: string };
type Encounter = {
  id: string;
  period?: { start?: string };
  type?: { text?: string; coding?: { display?: string }[] }[];
  subject?: { reference?: string };
};

const MOST_ENCOUNTERS = '10';

/**
 * Whose record the app is for: of a patient their own, of an opening from a chart the chart's, else the one that was chosen. Faults:
 * `invalid` for what is no id, `forbidden` where another is chosen than it can be.
 */
export function patientFor(caller: Caller, step: Step, chosen: string | undefined): string | undefined {
  if (chosen !== undefined && !isId(chosen)) throw new Fault('invalid', 'value', 'That is not the id of a patient.');
  const fixed = caller.role === 'patient' ? caller.patient : step.launch?.patient;
  if (fixed !== undefined && chosen !== undefined && fixed !== chosen) {
    throw new Fault('forbidden', 'forbidden', 'The app is for another record.');
  }
  if (fixed !== undefined) return step.needsPatient || step.launch?.patient ? fixed : undefined;
  return step.needsPatient ? chosen : undefined;
}

async function readBody(doors: Doors, caller: Caller, type: string, id: string): Promise<unknown> {
  const answer = await read(doors.record, caller, type, id);
  if (!answer || answer.deleted) throw new Fault('not-found', 'not-found', 'It is not in the record any more.');
  return JSON.parse(answer.body);
}

/** Who a record is of, read as the caller and by their rights. */
export async function readPatient(
  doors: Doors,
  caller: Caller,
  id: string,
): Promise<{ id: string; name: string; birthDate?: string }> {
  const { name = [], birthDate } = (await readBody(doors, caller, 'Patient', id)) as Named;
  const shown = name.find(({ use }) => use === 'official' || use === 'usual') ?? name[0];
  const text = shown?.text ?? [...(shown?.given ?? []), shown?.family].filter(Boolean).join(' ');
  return { id, name: text, ...(birthDate ? { birthDate } : {}) };
}

/** The visits that an app may be opened on, latest first. */
export async function encountersOf(
  doors: Doors,
  caller: Caller,
  patient: string,
): Promise<{ id: string; title: string; at?: string }[]> {
  const params: [string, string][] = [
    ['patient', patient],
    ['_sort', '-date'],
    ['_count', MOST_ENCOUNTERS],
  ];
  const { matches } = await search(doors.record, caller, 'Encounter', params, { strict: true });
  return matches.map(({ body }) => {
    const { id, period, type } = JSON.parse(body) as Encounter;
    const title = type?.[0]?.text ?? type?.[0]?.coding?.[0]?.display ?? '';
    return { id, title, ...(period?.start ? { at: period.start } : {}) };
  });
}

/** Refuses a visit that is not of the record that the app is for. */
export async function refuseEncounter(
  doors: Doors,
  caller: Caller,
  encounter: string,
  patient: string | undefined,
): Promise<void> {
  if (!isId(encounter)) throw new Fault('invalid', 'value', 'That is not the id of a visit.');
  const { subject } = (await readBody(doors, caller, 'Encounter', encounter)) as Encounter;
  if (patient === undefined || subject?.reference !== `Patient/${patient}`) {
    throw new Fault('invalid', 'value', 'The visit is not of this record.');
  }
}
