import type { Caller } from '../base/index.ts';
import { GRANTS, PATIENT_CONFINED, PATIENT_OPEN, PATIENT_WRITES, ownBy } from './policy.ts';
import { mayDeclassify } from './labels.ts';
import { scopeConstraints } from './scope-constraints.ts';
import { roleName, type Action, type Decision, type Restriction } from './model.ts';

/** `patient`, where the rule holds for that patient's compartment alone. */
type Rule = { allowed: boolean; why: string; patient?: string; within?: [string, string][][] };

const deny = (why: string): Rule => ({ allowed: false, why });

function grantKey(action: Action): 'read' | 'create' | 'update' | 'delete' {
  if (action === 'label') return 'update';
  return action === 'search' || action === 'history' ? 'read' : action;
}

function byRole(caller: Caller, action: Action, type: string): Rule {
  if (caller.role === 'system') return { allowed: true, why: 'the system may do everything' };
  if (caller.role === 'patient') {
    // A consent is signed by a person, and by no app in their name.
    const isOwn = caller.kind === 'account' && PATIENT_WRITES.has(type) && (action === 'create' || action === 'update');
    if (grantKey(action) !== 'read' && !isOwn) return deny(`patients do not ${action} ${type}`);
    if (PATIENT_OPEN.has(type)) return { allowed: true, why: `${type} is open to everyone who signs in` };
    if (!PATIENT_CONFINED.has(type)) return deny(`patients do not read ${type}`);
    if (!caller.patient) return deny('no patient is tied to this account');
    return { allowed: true, why: 'a patient has their own record', patient: caller.patient };
  }
  if (action === 'label' && mayDeclassify(caller)) return { allowed: true, why: 'the role may label every resource' };
  const allowed = GRANTS.get(caller.role)?.[grantKey(action)].has(type) ?? false;
  const may = `${allowed ? 'may' : 'may not'} ${grantKey(action)} ${type}`;
  const own = allowed ? ownBy(caller.role, type) : null;
  if (own !== null && !caller.site)
    return deny(`the role ${roleName(caller.role)} is of a site, and this caller of none`);
  return {
    allowed,
    why: `the role ${roleName(caller.role)} ${may}`,
    ...(own === null ? {} : { within: [[[own, caller.site!]]] }),
  };
}

function byScopes(caller: Caller, action: Action, type: string): Rule {
  if (caller.scopes) {
    const found = scopeConstraints(caller.scopes, action, type);
    if (found === 'none') return deny(`no scope of this token allows to ${action} ${type}`);
    if (found === 'all') return { allowed: true, why: '' };
    // Where some reach as far as the role and some to the patient alone, what only these let in is left out.
    const wide = found.filter((one) => one.context !== 'patient');
    const used = wide.length > 0 ? wide : found;
    const within = used.every((one) => one.params.length > 0) ? { within: used.map((one) => one.params) } : {};
    return wide.length > 0 ? { allowed: true, why: '', ...within } : { ...toPatient(caller, action, type), ...within };
  }
  if (caller.kind !== 'token' || !caller.patient) return { allowed: true, why: '' };
  return toPatient(caller, action, type);
}

function toPatient(caller: Caller, action: Action, type: string): Rule {
  if (PATIENT_OPEN.has(type) && grantKey(action) === 'read') return { allowed: true, why: '' };
  if (!caller.patient) return deny('the scope is for one patient and the token names none');
  return { allowed: true, why: 'the token is for one patient', patient: caller.patient };
}

/** Role and scopes together. A token that names a patient and has no scopes is bound to that patient in all it may do. */
function ruleFor(caller: Caller, action: Action, type: string): Rule {
  const role = byRole(caller, action, type);
  if (!role.allowed) return role;
  const scopes = byScopes(caller, action, type);
  if (!scopes.allowed) return scopes;
  const patient = role.patient ?? scopes.patient;
  const within = bothOf(role.within, scopes.within);
  return {
    allowed: true,
    why: role.why,
    ...(patient ? { patient } : {}),
    ...(within ? { within } : {}),
  };
}

/** What answers one list of each answers both. */
function bothOf(one: Rule['within'], other: Rule['within']): Rule['within'] {
  if (!one || !other) return one ?? other;
  return one.flatMap((left) => other.map((right) => [...left, ...right]));
}

/**
 * May this caller do this? `patients`: the ids of all the patients in whose compartments the resource is; leave it out to ask
 * about the type before any resource is known. Pure: the answer follows from the caller and the policy data alone.
 */
export function decide(
  caller: Caller,
  action: Action,
  type: string,
  about: { patients?: readonly string[] } = {},
): Decision {
  const rule = ruleFor(caller, action, type);
  if (!rule.allowed) return { allowed: false, why: rule.why };
  if (rule.patient && about.patients && !isWithin(rule.patient, about.patients, action)) {
    return { allowed: false, why: 'it is not in the record of the patient to whom this caller is bound' };
  }
  return { allowed: true, why: rule.why };
}

/** What several people are in is read by each of them, and written by nobody who is bound to one: it would be in the others' records. */
function isWithin(patient: string, patients: readonly string[], action: Action): boolean {
  if (grantKey(action) === 'read') return patients.includes(patient);
  return patients.length > 0 && patients.every((one) => one === patient);
}

/** What a search over a type must be narrowed to for this caller; agrees with `decide` on every resource. */
export function restriction(caller: Caller, type: string, action: Action = 'search'): Restriction {
  const rule = ruleFor(caller, action, type);
  if (!rule.allowed) return { allowed: false, why: rule.why };
  return {
    allowed: true,
    ...(rule.patient ? { patient: rule.patient } : {}),
    ...(rule.within ? { within: rule.within } : {}),
  };
}
