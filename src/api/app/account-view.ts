import {
  accountIn,
  callerOf,
  roleName,
  type Account,
  type Assignment,
  type Holder,
  type NextStep,
} from '../../access/index.ts';
import { Fault, type Caller } from '../../base/index.ts';
import { nameOf } from '../../care/index.ts';
import { read } from '../../record/index.ts';
import type { Doors } from '../doors.ts';

type Named = { reference: string; name: string };

/** One thing that somebody is, as a screen offers it. */
export type AssignmentView = {
  id: string;
  role: string;
  roleName: string;
  site?: Named;
  /** Whose record, for who acts for another. */
  patient?: Named;
  proxy?: string;
  from: string;
  until?: string;
};

export type AccountView = {
  id: string;
  username: string;
  name: string;
  role: string;
  roleName: string;
  practitioner?: string;
  patient?: string;
  /** Whose record it is, for who acts for another. */
  patientName?: string;
  proxy?: string;
  site?: Named;
  /** What else they are, where they are several things, and which of them now. */
  assignment?: string;
  assignments?: AssignmentView[];
};

/** What a reference is called in the record, for this caller; the reference itself where they may not read it or it is not there. */
export async function namedFor(doors: Doors, caller: Caller, reference: string): Promise<Named> {
  const [type = '', id = ''] = reference.split('/');
  const answer = await read(doors.record, caller, type, id).catch((error: unknown) => {
    if (error instanceof Fault && error.kind !== 'unavailable') return null;
    throw error;
  });
  if (!answer || answer.deleted) return { reference, name: reference };
  const { name } = JSON.parse(answer.body) as { name?: string | fhir4.HumanName[] };
  return { reference, name: (typeof name === 'string' ? name : nameOf(name)) || reference };
}

/** An assignment with its names, as its holder in it may read them. */
export async function viewAssignment(
  doors: Doors,
  holder: Holder,
  assignment: Assignment,
  requestId: string,
): Promise<AssignmentView> {
  const caller = { ...callerOf(accountIn(holder, assignment)), requestId };
  const { id, role, site, patient, proxy, from, until } = assignment;
  return {
    id,
    role,
    roleName: roleName(role),
    ...(site ? { site: await namedFor(doors, caller, site) } : {}),
    ...(patient ? { patient: await namedFor(doors, caller, `Patient/${patient}`) } : {}),
    ...(proxy ? { proxy } : {}),
    from,
    ...(until ? { until } : {}),
  };
}

/** Who is signed in, as what, and what else they are. */
export async function viewAccount(
  doors: Doors,
  caller: Caller,
  account: Account | null,
  assignments: readonly Assignment[],
): Promise<AccountView> {
  const several =
    account && assignments.length > 1
      ? await Promise.all(assignments.map((one) => viewAssignment(doors, account, one, caller.requestId ?? '')))
      : null;
  return {
    id: caller.id,
    username: account?.username ?? '',
    name: caller.name,
    role: caller.role,
    roleName: roleName(caller.role),
    ...(caller.practitioner ? { practitioner: caller.practitioner } : {}),
    ...(caller.patient ? { patient: `Patient/${caller.patient}` } : {}),
    ...(caller.patient && caller.proxy
      ? { proxy: caller.proxy, patientName: (await namedFor(doors, caller, `Patient/${caller.patient}`)).name }
      : {}),
    ...(caller.site ? { site: await namedFor(doors, caller, caller.site) } : {}),
    ...(account && several ? { assignment: account.assignment, assignments: several } : {}),
  };
}

/** What a sign-in asks for next; who it is for is told only to who has shown the first thing. */
export async function viewStep(doors: Doors, { step, holder }: NextStep, requestId: string): Promise<object> {
  const who = { name: holder.name, username: holder.username };
  if (step.kind !== 'assignment') return { ...step, ...who };
  const assignments = step.assignments.map((one) => viewAssignment(doors, holder, one, requestId));
  return { kind: step.kind, ...who, assignments: await Promise.all(assignments) };
}
