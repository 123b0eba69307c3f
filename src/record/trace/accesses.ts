import { actsForAdolescent, decide } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { type AccessGroup, type AccessPlace, findAccesses, readRows } from '../../store/index.ts';
import { type Deed, auditOf } from '../audit-of.ts';
import { refuseBadKey } from '../gate.ts';
import type { FhirRecord } from '../model.ts';
import { openCursor, sealCursor } from '../seal-cursor.ts';
import { TRACE } from './model.ts';

/** What one person did with the record on one day, with the name of their site. */
export type Access = Omit<AccessGroup, 'site'> & { site?: string };

export type AccessPage = { accesses: Access[]; next?: string };

export type AccessAsk = {
  /** IANA name of the time zone whose days are meant; UTC where nothing is said. */
  zone?: string;
  /** Only what this one did, by the `agent` of an access. */
  agent?: string;
  cursor?: string;
};

/** So far back an accounting reaches: 45 CFR 164.528 has six years, 42 CFR 2.25 three; three are what is asked for here. */
const YEARS = 3;
const ON_A_PAGE = 50;
const MOST_IN_AN_ACCOUNTING = 20_000;

type Window = { from: string; to: string };

/**
 * Who looked into a patient's record, by person and day, latest first: for the patient (or whoever acts for them), of all that was let in;
 * for who may read the audit, of what was refused too. Audited. Faults: forbidden, invalid.
 */
export async function accessesOf(
  record: FhirRecord,
  caller: Caller,
  patient: string,
  ask: AccessAsk = {},
): Promise<AccessPage> {
  const deed = { action: 'search', type: TRACE, patient, detail: 'accesses' } as const;
  const withDenied = await mayLook(record, caller, patient, deed);
  const zone = zoneOf(ask.zone);
  const question = JSON.stringify(['accesses', patient, zone, ask.agent ?? null]);
  const key = record.settings.cursorKey;
  const from = ask.cursor === undefined ? undefined : (openCursor(key, caller, question, ask.cursor) as AccessPlace);
  const found = await findAccesses(record.store.pool, {
    ...lastYears(record.clock.now()),
    patient,
    zone,
    withDenied,
    limit: ON_A_PAGE,
    ...(ask.agent === undefined ? {} : { agent: ask.agent }),
    ...(from ? { after: from } : {}),
  });
  await record.reads.write([auditOf(record, caller, deed)]);
  return {
    accesses: await withSites(record, found.groups),
    ...(found.after ? { next: sealCursor(key, caller, question, found.after) } : {}),
  };
}

/**
 * The accounting of disclosures (45 CFR 164.528, 42 CFR 2.25): everybody to whom something of the record was given in three years, or in
 * a part of them. Audited as an export. Faults: forbidden, invalid, too-costly.
 */
export async function accountingOf(
  record: FhirRecord,
  caller: Caller,
  patient: string,
  ask: { zone?: string; from?: string; to?: string } = {},
): Promise<Window & { accesses: Access[] }> {
  const deed = { action: 'export', type: TRACE, patient, detail: 'accounting of disclosures' } as const;
  await mayLook(record, caller, patient, deed);
  const window = within(ask, lastYears(record.clock.now()));
  const { groups, after } = await findAccesses(record.store.pool, {
    ...window,
    patient,
    zone: zoneOf(ask.zone),
    withDenied: false,
    limit: MOST_IN_AN_ACCOUNTING,
  });
  if (after)
    throw new Fault('too-costly', 'too-costly', 'These are too many for one accounting: ask for a shorter time.');
  await record.reads.write([auditOf(record, caller, deed)]);
  return { ...window, accesses: await withSites(record, groups) };
}

/** True where what was refused is shown too. */
async function mayLook(record: FhirRecord, caller: Caller, patient: string, deed: Deed): Promise<boolean> {
  refuseBadKey('Patient', patient);
  const isOwn = caller.role === 'patient' && caller.patient === patient && !caller.scopes;
  if (isOwn) {
    await refuseOfAdolescent(record, caller, deed);
    return false;
  }
  const may = decide(caller, 'search', TRACE, { patients: [patient] });
  if (may.allowed) return true;
  await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused', detail: may.why })]);
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
}

/** Who saw an adolescent, and for what, is among the secrets that are their own. */
async function refuseOfAdolescent(record: FhirRecord, caller: Caller, deed: Deed): Promise<void> {
  const at = record.clock.now();
  if (!actsForAdolescent(caller, { rules: record.inForce.rulesAt(at), at, born: caller.born })) return;
  await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused', basis: 'adolescent' })]);
  throw new Fault(
    'forbidden',
    'forbidden',
    'Not allowed: who looked into the record of an adolescent is told to them.',
  );
}

function zoneOf(zone = 'UTC'): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new Fault('invalid', 'value', 'That is no time zone.', { expression: 'zone' });
  }
}

function lastYears(now: number): Window {
  const from = new Date(now);
  from.setUTCFullYear(from.getUTCFullYear() - YEARS);
  // What is done in this very moment is told too.
  return { from: from.toISOString(), to: new Date(now + 60_000).toISOString() };
}

function within({ from, to }: { from?: string; to?: string }, all: Window): Window {
  const instant = (text: string | undefined, name: string, otherwise: string) => {
    if (text === undefined || text === '') return otherwise;
    const at = Date.parse(text);
    if (Number.isNaN(at)) throw new Fault('invalid', 'value', `"${name}" is no date.`, { expression: name });
    return new Date(at).toISOString();
  };
  const asked = { from: instant(from, 'from', all.from), to: instant(to, 'to', all.to) };
  return { from: asked.from < all.from ? all.from : asked.from, to: asked.to > all.to ? all.to : asked.to };
}

async function withSites(record: FhirRecord, groups: readonly AccessGroup[]): Promise<Access[]> {
  const references = new Set(groups.flatMap(({ site }) => (site === undefined ? [] : [site])));
  const keys = [...references].map((one) => {
    const [type = '', id = ''] = one.split('/');
    return { type, id };
  });
  const rows = keys.length > 0 ? await readRows(record.store.pool, keys) : [];
  const names = new Map(
    rows
      .filter((row) => !row.deleted)
      .map((row) => [`${row.type}/${row.id}`, (JSON.parse(row.body) as { name?: string }).name]),
  );
  return groups.map(({ site, ...group }) => {
    const name = site === undefined ? undefined : names.get(site);
    return { ...group, ...(name === undefined ? {} : { site: name }) };
  });
}
