import type { FoundRow } from './rows.ts';
import type { Sight } from './sight-model.ts';

/** A search as data, after its parameters were understood and before it is SQL. */
export type DateTest = { prefix: Prefix; low: number; high: number };
export type QuantityTest = {
  prefix: Prefix;
  value: number;
  low: number;
  high: number;
  system?: string;
  code?: string;
  /** Value and range are in this base unit, and so compared with what is stored in it, whatever its own unit. */
  canonicalUnit?: string;
};
/** `folded` is what an exact text is found by before it is compared. */
export type StringTest = { how: 'starts' | 'contains'; text: string } | { how: 'exact'; text: string; folded: string };

export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** Values within a condition are ORed; conditions are ANDed. */
export type Condition =
  | { kind: 'tokens'; any: string[]; not?: boolean }
  | { kind: 'id'; any: string[]; not?: boolean }
  | { kind: 'updated'; any: DateTest[] }
  | { kind: 'date'; param: string; any: DateTest[] }
  | { kind: 'quantity'; param: string; any: QuantityTest[] }
  | { kind: 'string'; param: string; any: StringTest[] }
  /** What the body itself decides: jsonpaths with their variables, any of which finds something. A filter, never a way in. */
  | { kind: 'body'; any: { path: string; vars?: { [name: string]: string } }[]; not?: boolean }
  /** A tsquery over the words of the narrative or of everything. */
  | { kind: 'text'; part: 'narrative' | 'content'; query: string }
  /** Any of several sets of conditions, each of which must hold whole. */
  | { kind: 'either'; any: Condition[][] }
  /** True for resources without a value in a side table. */
  | { kind: 'absent'; table: 'search_date' | 'search_quantity' | 'search_string'; param: string; not?: boolean };

/** What a search walks over: a type, one patient's compartment, or those of one code (hashed as the first, and as a further one). Bound to it is every alias of the search. */
export type Source =
  | { kind: 'type' }
  | { kind: 'patient'; patient: string }
  | { kind: 'code'; first: string; further: string };

export type SortKey = {
  by: 'id' | 'updated' | 'primary-date' | 'date' | 'quantity' | 'string' | 'text';
  param?: string;
  /** For what only the body knows: the jsonpaths of its texts. */
  paths?: string[];
  descending: boolean;
};

export type Search = {
  type: string;
  /** Of whoever asks: nothing outside it is found, counted or sorted by. */
  sight: Sight;
  source: Source;
  conditions: Condition[];
  /** The id is always the last key and need not be named. */
  sort: SortKey[];
  /** The sort keys and id of the row after which to go on. */
  after?: (string | null)[];
  limit: number;
  /** The page ends before its bodies together are longer than so many characters; one comes in any case. */
  mostCharacters?: number;
  /** Decides on what the conditions let through, where no index can. */
  keep?: (row: FoundRow) => boolean;
};
