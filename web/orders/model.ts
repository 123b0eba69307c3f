/** What the server answers about orders (`src/api/app/orders.ts`). */

/** One thing that can be ordered: what it is called, what its order needs, and the LOINC codes of what it measures. */
export type Item = {
  key: string;
  kind: 'laboratory' | 'imaging' | 'procedure' | 'nursing' | 'referral';
  name: string;
  es?: string;
  also?: string[];
  specimen?: string;
  needs?: ('reason' | 'side' | 'specimen')[];
  plain?: string;
  plainEs?: string;
  services?: string[];
  /** What the caller does with an order of it. */
  standing: 'signs' | 'pends' | 'neither';
  codes: string[];
};

export type OrderSet = { key: string; title: string; es?: string; items: string[] };

export type Performer = {
  service: string;
  organization: string;
  name: string;
  location?: string;
  distanceKm?: number;
};

export type CatalogueAnswer = { items: Item[]; sets: OrderSet[]; favourites: string[]; performers: Performer[] };

export type Anyway = 'change-in-condition' | 'therapy-monitoring' | 'suspect-result' | 'pre-procedure-rule';

/** One order as the server is asked for it. */
export type OrderAsk = {
  token: string;
  item: string;
  priority: 'routine' | 'urgent' | 'asap' | 'stat';
  reasons: { reference?: string; text?: string }[];
  performer?: string;
  location?: string;
  side?: 'left' | 'right' | 'both';
  specimen?: string;
  note?: string;
  patientInstruction?: string;
  on?: string;
  every?: { count: number; unit: 'd' | 'wk' | 'mo'; until?: string };
  replaces?: string;
  anyway?: Anyway;
};

/** What answers an order already, as it is shown. */
export type Shown = {
  kind: 'result' | 'pending';
  reference: string;
  tests: string[];
  since: string;
  until?: string;
  rule: {
    id: string;
    basis: 'stated' | 'derived';
    citation: { name: string; year: number; statement?: string };
  };
  name: string;
  value?: string;
  flag?: string;
  siteName?: string;
};

export type Checked = { token: string; duplicate: { found: Shown[]; tests: string[]; until?: string } | null };

export type Placed = { token: string; order: string; task: string; status: 'active' | 'draft' };

/** One open order on the board. */
export type BoardRow = {
  reference: string;
  name: string;
  kind?: string;
  status: string;
  priority: string;
  patient: { id: string; name: string };
  requester?: string;
  performer?: { reference: string; name: string };
  authoredOn?: string;
  on?: string;
  task: string;
};

export type SavedOrder = {
  reference: string;
  patient: string;
  at: string;
  by?: string;
  found: string[];
  reason?: string;
};

export type SavedRow = {
  test: string;
  name: string;
  site?: { reference: string; name: string };
  used: SavedOrder[];
  anyway: SavedOrder[];
};

export type Saved = { from: string; until: string; rows: SavedRow[]; more: boolean };
