import type { Caller, Issue } from '../../base/index.ts';
import { type Db, type FoundRow, readRows } from '../../store/index.ts';
import { type Deed, auditOf } from '../audit-of.ts';
import type { FhirRecord } from '../model.ts';
import { maskedTypes } from './masked.ts';
import { decideRows, sightFor } from './sight.ts';

/** Of many rows the few that are sealed are found by their text: nothing is parsed to be served. */
const SEALED = '"42CFRPart2"';

export const CONSENT = 'consent:';

/**
 * Notes in the audit, before it is given, what of an answer goes out only because a consent or an emergency lets it (42 CFR 2.25, 2.51(c)): one
 * row for each of these, with whose records it opened. Gives the consents, as `Consent/x`.
 */
export async function noteDisclosures(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  deed: Deed,
  given: readonly Pick<FoundRow, 'type' | 'id' | 'body'>[],
): Promise<string[]> {
  // Of what is masked the text does not say that it is sealed.
  const masked = maskedTypes(sightFor(record, caller));
  const sealed = given.filter((row) => row.body.includes(SEALED) || masked.has(row.type));
  if (sealed.length === 0) return [];
  const rows = await readRows(db, sealed);
  const decided = await decideRows(record, caller, db, rows);
  const patientsByBasis = new Map<string, Set<string>>();
  rows.forEach((row, at) => {
    const { basis } = decided[at]!;
    if (!basis.startsWith(CONSENT) && basis !== 'break-glass') return;
    const patients = patientsByBasis.get(basis) ?? new Set();
    for (const patient of row.patients) patients.add(patient);
    patientsByBasis.set(basis, patients);
  });
  await record.reads.write(
    [...patientsByBasis].flatMap(([basis, patients]) =>
      [...patients].map((patient) => auditOf(record, caller, { ...deed, patient, basis })),
    ),
  );
  return [...patientsByBasis.keys()].filter((basis) => basis.startsWith(CONSENT)).map(consentOf);
}

function consentOf(basis: string): string {
  return basis.slice(CONSENT.length);
}

/** What goes with a disclosure by consent: under which, and that it may go no further, 42 CFR 2.32. */
export function noticeOf(consents: readonly string[]): Issue[] {
  if (consents.length === 0) return [];
  const details = `Records of a programme under 42 CFR Part 2 are among these. They are disclosed under ${consents.join(', ')}, which \
says to whom, for what and until when; they may go no further without the patient's consent.`;
  return [{ severity: 'information', code: 'informational', details }];
}
