import { refOf } from './fhir-facts.ts';
import type { Settled } from './model.ts';

/** Identifiers of a DetectedIssue that settles a finding: its key, what it rested on, and its rule, by which overrides are counted. */
export const KEY_SYSTEM = 'urn:throughline:check-key';
export const EVIDENCE_SYSTEM = 'urn:throughline:check-evidence';
export const RULE_SYSTEM = 'urn:throughline:check-rule';

/** What was settled with a reason, by the key of its finding; of several the last. */
export function readSettlements(
  issues: readonly fhir4.DetectedIssue[],
): Map<string, { evidenceHash: string; settled: Settled }> {
  const found = new Map<string, { evidenceHash: string; settled: Settled }>();
  const inOrder = issues
    .filter(({ status, mitigation }) => status === 'final' && (mitigation ?? []).length > 0)
    .toSorted((a, b) => (a.identifiedDateTime ?? '').localeCompare(b.identifiedDateTime ?? ''));
  for (const issue of inOrder) {
    const valueOf = (system: string) => issue.identifier?.find((one) => one.system === system)?.value;
    const key = valueOf(KEY_SYSTEM);
    const mitigation = issue.mitigation!.at(-1)!;
    if (key === undefined) continue;
    const by = refOf(mitigation.author);
    found.set(key, {
      evidenceHash: valueOf(EVIDENCE_SYSTEM) ?? '',
      settled: {
        ref: `DetectedIssue/${issue.id}`,
        reason: mitigation.action.text ?? '',
        ...(mitigation.date ? { at: mitigation.date } : {}),
        ...(by ? { by } : {}),
      },
    });
  }
  return found;
}
