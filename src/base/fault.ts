/** The closed set of refusals. `api` maps each to one HTTP status; see http://hl7.org/fhir/R4/http.html#operations. */
export type FaultKind =
  | 'invalid' // the content breaks a rule: 400, or 422 where the structure parsed
  | 'unprocessable'
  | 'unsupported-media'
  | 'not-acceptable'
  | 'too-large'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'precondition-failed'
  | 'method-not-allowed'
  | 'too-costly'
  | 'throttled'
  | 'unavailable';

/** One finding about a resource; `expression` is the FHIRPath of the element it is about. `code` is FHIR's issue-type. */
export type Issue = {
  severity: 'fatal' | 'error' | 'warning' | 'information';
  code: string;
  details: string;
  expression?: string;
};

/**
 * A refusal: something the caller asked that cannot be done, and why, in words that name the mend.
 * Bugs are never Faults: they are asserted and answered 500.
 */
export class Fault extends Error {
  readonly kind: FaultKind;
  /** FHIR issue-type code, http://hl7.org/fhir/R4/valueset-issue-type.html */
  readonly code: string;
  readonly issues: Issue[];
  readonly retryAfterSeconds: number | undefined;
  /** A word for the one thing that is wrong, where a screen says it in its own language. */
  readonly reason: string | undefined;

  constructor(
    kind: FaultKind,
    code: string,
    detail: string,
    more: { expression?: string; issues?: Issue[]; retryAfterSeconds?: number; reason?: string } = {},
  ) {
    super(detail);
    this.name = 'Fault';
    this.kind = kind;
    this.code = code;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.reason = more.reason;
    this.issues = more.issues ?? [
      { severity: 'error', code, details: detail, ...(more.expression ? { expression: more.expression } : {}) },
    ];
  }
}

/** Stops on a broken invariant of our own; never for what a caller sent. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${invariant}`);
}

/** Makes a switch over a union exhaustive at compile time. */
export function unreachable(value: never): never {
  throw new Error(`broken invariant: unexpected ${JSON.stringify(value)}`);
}
