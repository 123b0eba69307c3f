import { type Caller, Fault } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type FhirRecord, create, search } from '../../record/index.ts';
import { findConflicts } from './find-conflicts.ts';
import { knowledgeInForce } from './load-knowledge.ts';
import type { Finding } from './model.ts';
import { readCompartment } from './read-compartment.ts';
import { readPlan } from './read-plan.ts';
import { EVIDENCE_SYSTEM, KEY_SYSTEM, RULE_SYSTEM } from './read-settlements.ts';

const LONGEST_REASON = 1000;
const PAGE = 500;
const MOST_PAGES = 40;

/**
 * Keeps a finding as it is, with a reason: a DetectedIssue with its mitigation, which holds until the evidence changes. It carries
 * the security labels of all that the finding touches, so that it tells nobody of what they may not see.
 * Faults: not-found where there is no such finding (any more), unprocessable, forbidden.
 */
export async function settleFinding(
  record: FhirRecord,
  caller: Caller,
  patientId: string,
  asked: { key: string; reason: string },
): Promise<{ id: string }> {
  const reason = asked.reason.trim();
  if (reason === '' || reason.length > LONGEST_REASON) {
    const detail = `Say why in 1 to ${LONGEST_REASON} characters.`;
    throw new Fault('unprocessable', 'value', detail, { expression: 'reason' });
  }
  const [resources, knowledge] = await Promise.all([
    readCompartment(record, caller, patientId),
    knowledgeInForce(record),
  ]);
  const now = record.clock.now();
  const finding = findConflicts(readPlan(resources, knowledge, now), knowledge, now).find(
    ({ key }) => key === asked.key,
  );
  if (!finding) {
    const detail = 'There is no such finding any more: look at the plan again.';
    throw new Fault('not-found', 'not-found', detail, { expression: 'key' });
  }
  const issue = issueOf(finding, { patientId, caller, reason, at: new Date(now).toISOString() });
  const touched = new Set(finding.touches);
  const security = uniqueCodings(
    resources
      .filter(({ resourceType, id }) => touched.has(`${resourceType}/${id}`))
      .flatMap(({ meta }) => meta?.security ?? []),
  );
  const labelled = security.length > 0 ? { ...issue, meta: { security } } : issue;
  const written = await create(record, caller, labelled as unknown as Resource);
  return { id: written.answer.id };
}

function uniqueCodings(codings: readonly fhir4.Coding[]): fhir4.Coding[] {
  return [...new Map(codings.map((one) => [`${one.system}|${one.code}`, one])).values()];
}

function issueOf(
  finding: Finding,
  { patientId, caller, reason, at }: { patientId: string; caller: Caller; reason: string; at: string },
): fhir4.DetectedIssue {
  const author = caller.practitioner
    ? { reference: caller.practitioner, display: caller.name }
    : { display: caller.name };
  const { key, rule, kind, severity, text, touches, evidenceHash } = finding;
  return {
    resourceType: 'DetectedIssue',
    status: 'final',
    identifier: [
      { system: KEY_SYSTEM, value: key },
      { system: EVIDENCE_SYSTEM, value: evidenceHash },
      { system: RULE_SYSTEM, value: rule },
    ],
    code: { coding: [{ system: 'urn:throughline:check-kind', code: kind }], text: kind },
    severity,
    patient: { reference: `Patient/${patientId}` },
    identifiedDateTime: at,
    author,
    implicated: touches.map((reference) => ({ reference })),
    detail: text,
    mitigation: [{ action: { text: reason }, date: at, author }],
  };
}

/** How often each rule was overridden, the most often first, of what the caller sees. */
export async function countOverrides(
  record: FhirRecord,
  caller: Caller,
): Promise<{ rule: string; count: number; last: string }[]> {
  const counts = new Map<string, { rule: string; count: number; last: string }>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const params: [string, string][] = [
      ['identifier', `${RULE_SYSTEM}|`],
      ['_count', String(PAGE)],
      ...(cursor === undefined ? [] : ([['_cursor', cursor]] as [string, string][])),
    ];
    const found = await search(record, caller, 'DetectedIssue', params, { strict: true });
    for (const { body } of found.matches) {
      const issue = JSON.parse(body) as fhir4.DetectedIssue;
      const rule = issue.identifier?.find(({ system }) => system === RULE_SYSTEM)?.value;
      if (rule === undefined) continue;
      const before = counts.get(rule) ?? { rule, count: 0, last: '' };
      const at = issue.identifiedDateTime ?? '';
      counts.set(rule, { rule, count: before.count + 1, last: at > before.last ? at : before.last });
    }
    if (found.next === undefined) break;
    cursor = found.next;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.rule.localeCompare(b.rule));
}
