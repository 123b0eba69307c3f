import type { StoredRow } from './rows.ts';
import type { AccessRule, Relation } from './sight-model.ts';

/** A range in the base unit of what is measured; `unit` names it. */
export type CanonicalRange = { unit: string; low: number; high: number };

/** What search finds a resource by. Hashes are the text of bigints. */
export type IndexRow = {
  /** Of the definitions that it was made by. */
  edition: number;
  tokens: string[];
  code: string | null;
  date: number | null;
  value: number | null;
  dates: { param: string; low: number; high: number }[];
  quantities: {
    param: string;
    value: number;
    low: number;
    high: number;
    system?: string;
    code?: string;
    unit?: string;
    canonical?: CanonicalRange;
  }[];
  strings: { param: string; value: string; exact: string | null }[];
  /** The care relationships that it gives rise to, and what it says about access. */
  relations: Relation[];
  rules: AccessRule[];
};

/** A new version, and the version that it replaces. */
export type RowWrite = {
  row: StoredRow;
  index: IndexRow;
  before: StoredRow | null;
  /** True when the client chose the id: two that choose the same one must meet in the locator. */
  isChosen: boolean;
};
