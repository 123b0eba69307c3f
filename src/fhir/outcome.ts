import type { Fault, Issue } from '../base/index.ts';
import type { OperationOutcome } from './model.ts';

const ALL_WELL: Issue = { severity: 'information', code: 'informational', details: 'All OK' };

/** What was sent may be quoted, and may be of any length: nobody reads more than this. */
const MOST_CHARACTERS = 1500;
const KEPT_OF_THE_END = 300;

function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const left = text.length - MOST_CHARACTERS;
  const end = text.slice(text.length - KEPT_OF_THE_END);
  return `${text.slice(0, MOST_CHARACTERS - KEPT_OF_THE_END)}… (${left} characters more) …${end}`.toWellFormed();
}

/** The OperationOutcome of some findings; of none, one that says that all is well. */
export function outcome(issues: Issue[]): OperationOutcome {
  const listed = issues.length > 0 ? issues : [ALL_WELL];
  return {
    resourceType: 'OperationOutcome',
    issue: listed.map(({ severity, code, details, expression }) => ({
      severity,
      code,
      details: { text: shortened(details) },
      ...(expression ? { expression: [shortened(expression)] } : {}),
    })),
  };
}

/** The OperationOutcome of a refusal. */
export function outcomeOf(fault: Fault): OperationOutcome {
  return outcome(fault.issues);
}
