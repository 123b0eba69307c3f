import type { Fault, Issue } from '../base/index.ts';
import type { OperationOutcome } from './model.ts';

const ALL_WELL: Issue = { severity: 'information', code: 'informational', details: 'All OK' };

/** The OperationOutcome of some findings; of none, one that says that all is well. */
export function outcome(issues: Issue[]): OperationOutcome {
  const listed = issues.length > 0 ? issues : [ALL_WELL];
  return {
    resourceType: 'OperationOutcome',
    issue: listed.map(({ severity, code, details, expression }) => ({
      severity,
      code,
      details: { text: details },
      ...(expression ? { expression: [expression] } : {}),
    })),
  };
}

/** The OperationOutcome of a refusal. */
export function outcomeOf(fault: Fault): OperationOutcome {
  return outcome(fault.issues);
}
