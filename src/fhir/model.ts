/** The types that the pure R4 model gives to everyone else. No I/O here or in any file of this folder. */

export type Meta = {
  versionId?: string;
  lastUpdated?: string;
  source?: string;
  profile?: string[];
  security?: Coding[];
  tag?: Coding[];
  [element: string]: unknown;
};

export type Coding = { system?: string; version?: string; code?: string; display?: string; [element: string]: unknown };

export type Resource = { resourceType: string; id?: string; meta?: Meta; [element: string]: unknown };

export type SearchParamType =
  | 'token'
  | 'reference'
  | 'date'
  | 'string'
  | 'number'
  | 'quantity'
  | 'uri'
  | 'composite'
  | 'special';

export type SearchParam = {
  code: string;
  type: SearchParamType;
  base: string[];
  /** FHIRPath; empty for the special parameters that have none (`_text`, `_content`, `_filter`...). */
  expression: string;
  /** The resource types that a reference parameter may point to. */
  target?: string[];
  /** The parts of a composite parameter in the order of its value, each evaluated on one node of `expression`; may begin with `%resource`. */
  components?: { code: string; expression: string }[];
  url: string;
};

export type TokenValue = { param: string; system?: string; code?: string; display?: string };
export type ReferenceValue = {
  param: string;
  /** Type and id of a literal reference (`Patient/1`, or an absolute URL that ends so). */
  type?: string;
  id?: string;
  /** The text as it stands, where it is not a relative literal: absolute, urn: or canonical. References to contained resources are not here. */
  url?: string;
  identifier?: { system?: string; value?: string };
};
/** `low` inclusive and `high` exclusive, ms since 1970; an open end is -/+ Infinity's stand-in, FAR_PAST or FAR_FUTURE. */
export type DateValue = { param: string; low: number; high: number };
export type StringValue = { param: string; value: string };
export type QuantityValue = {
  param: string;
  value: number;
  low: number;
  high: number;
  /** The end that does not belong to the range: "less than 5" does not hold 5. */
  open?: 'low' | 'high';
  system?: string;
  code?: string;
  unit?: string;
};
export type UriValue = { param: string; value: string };

export type Extracted = {
  tokens: TokenValue[];
  references: ReferenceValue[];
  dates: DateValue[];
  strings: StringValue[];
  quantities: QuantityValue[];
  uris: UriValue[];
};

export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

export type SearchDate = { prefix: Prefix; low: number; high: number };
export type SearchNumber = { prefix: Prefix; value: number; low: number; high: number };

/** For the columns by which the commonest clinical queries order. `date` in ms since 1970. */
export type Primary = { code?: { system?: string; code: string }; date?: number; value?: number };

/** A Reference, or another element that holds a reference's text, as `forEachReference` shows it. */
export type ReferenceLike = {
  reference?: string;
  type?: string;
  identifier?: { system?: string; value?: string };
  [element: string]: unknown;
};

export type OperationOutcome = Resource & {
  resourceType: 'OperationOutcome';
  issue: {
    severity: 'fatal' | 'error' | 'warning' | 'information';
    code: string;
    details: { text: string };
    diagnostics?: string;
    expression?: string[];
  }[];
};
