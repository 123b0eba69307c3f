/**
 * What a caller sees of the types that they may read at all, as data: `access` makes it of the policy, `sightSql` compiles it for many
 * rows, and `access.sees` answers it for one. Times are ms since 1970.
 */
export type Sight =
  /** The software itself. */
  { kind: 'all' } | Bounded;

/** The sight of the software itself. */
export const EVERYTHING: Sight = { kind: 'all' };

export type Bounded = {
  kind: 'bounded';
  /** The moment against which periods are held. */
  at: number;
  /** Whose breaking of the glass counts. */
  account: string;
  /** Who the caller is where care is given: Practitioner/x, PractitionerRole/y, Organization/z. */
  agents: string[];
  /** Who the caller is in the words of consents: the agents, the organizations above, `role:physician`. */
  actors: string[];
  /** v3-PurposeOfUse */
  purpose: string;
  heedsConsent: boolean;
  /** Whether every patient must be in the caller's care, and not only those whose record is restricted. */
  needsRelation: boolean;
  /** False for those to whom no restriction of a whole record applies: the patient, an auditor. */
  heedsRestriction: boolean;
  /** Types that neither a consent that does not name them hides, nor the want of a care relationship: who somebody is must be findable. */
  spared: string[];
  /** The labels that keep a resource out of sight, each unless one of its ways is open. */
  seals: Seal[];
  /** How long before and after its period a relation of a kind counts. */
  windows: Window[];
};

export type Seal = {
  label: string;
  /** `programme:x` for what comes from a programme that the caller belongs to. */
  programmes: string[];
  byConsent: boolean;
  byGlass: boolean;
  byRelation: boolean;
  /** `author:Practitioner/x` */
  author: string | null;
  /** By type, the elements that are shown all the same where no way leads through (`takeShown`); a type that is not there is out of sight. */
  masks?: { [type: string]: string[] };
};

export type Window = { kind: string; beforeMs: number; afterMs: number };

/** What is known of a row without its body. */
export type Row = { type: string; id: string; patients: readonly string[]; labels: readonly string[] };

/** A provision of a consent (`permit`, `deny`), or the restriction of a whole record. */
export type AccessRule = {
  patient: string;
  depth: number;
  effect: 'permit' | 'deny' | 'restrict';
  actors: string[] | null;
  labels: string[] | null;
  /** The seals that it opens, where it permits. */
  unlocks: string[] | null;
  types: string[] | null;
  purposes: string[] | null;
  /** `Type/id` */
  data: string[] | null;
  starts: number | null;
  ends: number | null;
};

export type Relation = { patient: string; agent: string; kind: string; starts: number | null; ends: number | null };

/** What decides on the patients of rows. `source` is the `Type/id` of the resource that a rule stands in. */
export type Facts = {
  rules: (AccessRule & { source: string })[];
  relations: (Relation & { source: string })[];
  glass: { patient: string; account: string; starts: number; ends: number }[];
};
