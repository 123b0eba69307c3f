import { isStrong, type Amr, type Assignment } from './model.ts';

/** What an account can show besides its password. */
export type FactorWay = 'totp' | 'passkey' | 'recovery-code';

/** What stands between somebody who has shown something and their session. */
export type Standing = {
  /** What was shown so far. */
  amr: readonly Amr[];
  /** What else the account could show; recovery codes alone are no second factor. */
  ways: readonly FactorWay[];
  /** Whether one of the account's roles must have a second factor. */
  demanded: boolean;
  /** Whether the password is an administrator's. */
  mustChange: boolean;
  /** Those in force. */
  assignments: readonly Assignment[];
};

/** What comes next: a second factor, an own password, adding the second factor that the role must have, or the choice of a role. */
export type Step =
  | { kind: 'second-factor'; ways: readonly FactorWay[] }
  | { kind: 'new-password' }
  | { kind: 'add-factor' }
  | { kind: 'assignment'; assignments: readonly Assignment[] };

type Gate = (standing: Standing) => Step | null;

/** The way in, gate by gate; nobody passes one before the last. */
const GATES: readonly Gate[] = [
  ({ ways, amr }) => (ways.length > 0 && !isStrong(amr) ? { kind: 'second-factor', ways } : null),
  ({ mustChange, amr }) => (mustChange && amr.includes('pwd') ? { kind: 'new-password' } : null),
  ({ demanded, amr }) => (demanded && !isStrong(amr) ? { kind: 'add-factor' } : null),
  ({ assignments }) => (assignments.length > 1 ? { kind: 'assignment', assignments } : null),
];

/** The first gate that is closed; null where all are open. */
export function nextStep(standing: Standing): Step | null {
  for (const gate of GATES) {
    const step = gate(standing);
    if (step) return step;
  }
  return null;
}
