/** What every answer must be, whatever was asked: http://hl7.org/fhir/R4/operationoutcome.html where it is a refusal. */

/** http://hl7.org/fhir/R4/valueset-issue-type.html */
const ISSUE_TYPES = new Set([
  'invalid',
  'structure',
  'required',
  'value',
  'invariant',
  'security',
  'login',
  'unknown',
  'expired',
  'forbidden',
  'suppressed',
  'processing',
  'not-supported',
  'duplicate',
  'multiple-matches',
  'not-found',
  'deleted',
  'too-long',
  'code-invalid',
  'extension',
  'too-costly',
  'business-rule',
  'conflict',
  'transient',
  'lock-error',
  'no-store',
  'exception',
  'timeout',
  'incomplete',
  'throttled',
  'informational',
]);
/** What shows that a refusal was not written for whoever reads it. */
const CARELESS = /\bundefined\b|\[object |\bat (?:file:|async )|\.ts:\d|node_modules|syntax error at or near/;

export type Given = { status: number; body: string; contentType: string; isHead: boolean };

/** What is wrong with an answer; null where nothing is. */
export function faultOfAnswer({ status, body, contentType, isHead }: Given): string | null {
  if (status >= 500 || status < 200) return `status ${status}: ${body.slice(0, 500)}`;
  if (isHead || body === '') return status >= 400 && !isHead ? `status ${status} without a word` : null;
  if (!contentType.includes('json'))
    return status >= 400 ? `status ${status} as ${contentType}: ${body.slice(0, 200)}` : null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return `an answer that is no JSON: ${body.slice(0, 200)}`;
  }
  return status >= 400 ? faultOfOutcome(parsed) : null;
}

type Outcome = {
  resourceType?: unknown;
  issue?: { severity?: unknown; code?: unknown; details?: { text?: unknown } }[];
};

function faultOfOutcome(parsed: unknown): string | null {
  const { resourceType, issue } = parsed as Outcome;
  const shown = JSON.stringify(parsed).slice(0, 400);
  if (resourceType !== 'OperationOutcome' || !Array.isArray(issue) || issue.length === 0) return `no outcome: ${shown}`;
  for (const { severity, code, details } of issue) {
    if (!['fatal', 'error', 'warning', 'information'].includes(String(severity)))
      return `a severity that is none: ${shown}`;
    if (!ISSUE_TYPES.has(String(code))) return `an issue type that is none: ${shown}`;
    const text = details?.text;
    if (typeof text !== 'string' || text.length < 10) return `an issue that says nothing: ${shown}`;
    // What the caller sent may be quoted, and may hold anything.
    if (CARELESS.test(text.replaceAll(/"[^]*"/g, ''))) return `words that are not for a reader: ${shown}`;
    if (text.length > 3000) return `an issue of ${text.length} characters`;
  }
  return null;
}
