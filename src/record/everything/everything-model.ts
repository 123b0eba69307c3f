import type { FoundRow, Key } from '../../store/index.ts';
import type { Answer } from '../model.ts';
import type { Care } from './care-dates.ts';

export type EverythingAsk = {
  /** The types to give; all where absent. */
  types?: string[];
  /** An instant: only what was written then or later. */
  since?: string;
  /** Of a patient: only the care of this time. */
  care?: Care;
  /** The most of the compartment on a page; without it all comes in one answer. */
  count?: number;
  cursor?: string;
};

/** Whose everything: of one patient or of one encounter. */
export type EverythingOf = { type: 'Patient' | 'Encounter'; id: string };

/** What an answer holds, a part at a time: of the compartment, and who, where and what it names besides. */
export type Everything = {
  parts: AsyncIterable<Part>;
  /** The cursor of the next page, where `count` cut it. */
  next?: string;
};

/** Rows after a key, in the order of their keys. */
export type Page = (after: Key | null, limit: number) => Promise<FoundRow[]>;

/** What rows name besides themselves; `seen` holds what was looked at already, as `Type/id`, and gains what is. */
export type Named = (rows: readonly FoundRow[], seen: Set<string>) => Promise<FoundRow[]>;

export type Part = { matches: Answer[]; included: Answer[] };
