import type { Resource } from '../src/fhir/index.ts';

/** What an answer must be for it to count. */
export type Want =
  /** The resource of this reference (`Type/id`) as the truth has it, or as it was sent. */
  | { kind: 'resource'; status: number; ref?: string }
  /** A searchset of just these matches, in this order where `isOrdered`; what comes along must be true, and all of `includes` be among it. */
  | { kind: 'matches'; refs: string[]; isOrdered: boolean; includes?: string[] }
  /** Every entry created. */
  | { kind: 'created'; types: string[] };

/** One request of a case. `bare` is the path at which the ceilings do the same. */
export type Ask = {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  bare?: string;
  /** `__N__` in it stands for a number that grows with each request. */
  body?: string;
  want: Want;
};

export type Case = {
  name: string;
  asks: Ask[];
  /** How many resources one answer stands for, where resources a second are what counts. */
  resources?: number;
  /** The least share of the ceiling's requests a second, 0 to 1. */
  share?: number;
  /** The least resources (or, without `resources`, requests) a second. */
  rate?: number;
  /** The longest median wait for the first byte, in ms. */
  firstByteMs?: number;
  /** Connections where they are not those of the run. */
  connections?: number[];
};

/** Everything that was stored, by `Type/id`, as it was sent but with the references that the server gave. */
export type Truth = { [ref: string]: Resource };

/** What one slice of load came to. Times in microseconds. */
export type Slice = {
  requests: number;
  wrong: number;
  /** The first few answers that were not the truth, in words. */
  complaints: string[];
  tookUs: number;
  waitsUs: number[];
  firstBytesUs: number[];
};

/** A server under load, as the generator reaches it. */
export type Target = { host: string; port: number; prefix: string; token: string; isBare: boolean };

/** Without a duration every request of the case is asked once. */
export type Job = { name: string; target: Target; connections: number; durationMs?: number };
