import type { Returning } from './said.ts';

/** How a batch or transaction is done and answered. */
export type BundleOptions = {
  /** Lets literal references in a transaction name what does not exist (yet). */
  danglingReferences?: boolean;
  /** What of each write its entry gives. */
  returning?: Returning;
  /** Refuses parameters of its searches that are not known. */
  strict?: boolean;
};
