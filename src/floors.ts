/** The import law, as data: `test/tidy.test.ts` enforces it. */

/** The floor of each folder of src: imports go down or stay on the floor as ALLOWED says, never up. */
export const FLOORS: Record<string, number> = {
  base: 0,
  fhir: 1,
  logic: 1,
  formats: 1,
  demo: 1,
  store: 2,
  partners: 2,
  access: 3,
  record: 3,
  intake: 3,
  identity: 3,
  scheduling: 3,
  care: 3,
  transitions: 3,
  billing: 3,
  value: 3,
  api: 4,
  commands: 5,
};

/** Between folders of one floor, who may import whom; across floors the number decides. */
export const BESIDE: Record<string, readonly string[]> = {
  logic: ['fhir'],
  formats: ['fhir'],
  demo: ['fhir'],
  record: ['access'],
  intake: ['access', 'record'],
  identity: ['access', 'record'],
  scheduling: ['access', 'record', 'identity'],
  care: ['access', 'record', 'identity', 'scheduling'],
  transitions: ['access', 'record', 'identity', 'scheduling', 'care'],
  billing: ['access', 'record', 'identity'],
  value: ['access', 'record', 'identity', 'scheduling', 'care', 'transitions', 'billing'],
};

/** What a folder may not import although it lies below: a door knows its services, not their storage. */
export const FORBIDDEN: Record<string, readonly string[]> = {
  api: ['store'],
};

/** Where `resource` and `history` may be read: the one module through which every decision is made. */
export const READS_OF_THE_RECORD = 'src/store/';

/** What the store exports that reads rows for a caller: each demands a `Sight`, and no statement of theirs goes past it. */
export const READS_BY_SIGHT: readonly string[] = [
  'searchRows',
  'countMatches',
  'compartmentBodies',
  'compartmentPage',
  'findPatientKeys',
  'metasStored',
];

/** What reads rows as they are: whoever calls one of these decides about what it gives (`DECIDING`), or is of the house (`OF_THE_HOUSE`). */
export const READS_AS_THEY_ARE: readonly string[] = [
  'readRow',
  'readRows',
  'readVersion',
  'readVersions',
  'existing',
  'versionsOfRow',
  'compartmentRows',
  'rowsToReindex',
  'rowsAfter',
];

/** Files whose every such read goes through `decideRows`, `seenOf`, `nameableOf`, `seenOne` or `shown`, which end in the one decision. */
export const DECIDING: readonly string[] = [
  'src/record/bundle/answer-get.ts',
  'src/record/bundle/link-references.ts',
  'src/record/deciding/explain.ts',
  'src/record/deciding/seen-change.ts',
  'src/record/everything/encounter-everything.ts',
  'src/record/everything/everything.ts',
  'src/record/gate.ts',
  'src/record/meta.ts',
  'src/record/patch-one.ts',
  'src/record/patient-record.ts',
  'src/record/read-history.ts',
  'src/record/read-one.ts',
  'src/record/search/find-patients.ts',
  'src/record/search/include.ts',
];

/** Files that read for the software itself, or without a sight, and why nobody is shown what they read. */
export const OF_THE_HOUSE: Readonly<Record<string, string>> = {
  'src/record/deciding/break-glass.ts': 'whether there is such a patient, for whoever has just opened their record',
  'src/record/deciding/disclosures.ts': 'the consents under which something goes out, named in its notice',
  'src/record/deciding/in-force.ts': 'the policies, the organizations and the places of programmes, which decide',
  'src/record/deciding/keep-labelled.ts': 'labels what is stored again',
  'src/record/deciding/sight.ts': 'the birth date of a patient, for the decision about whoever acts for them',
  'src/record/deciding/value-sets.ts': 'the codes of the value sets that rules of labels name',
  'src/record/indexing/reindex.ts': 'indexes what is stored again',
  'src/record/indexing/searching.ts': 'the definitions by which is searched',
  'src/record/react.ts':
    'what follows from a change, whoever made it; what is written carries the labels of what it is about',
  'src/record/search/text-index.ts': 'the words of what is stored; what is found by them is searched with a sight',
  'src/record/trace/accesses.ts': 'the names of sites, which are open to everybody who signs in',
};

/** What else the files export that read or write rows: it gives no row away. */
export const GIVES_NO_ROW: readonly string[] = [
  'fitting',
  'homeOf',
  'shardOfPatient',
  'storedTypes',
  'hasAtLeast',
  'writeRows',
  'readEditions',
  'declareEditions',
  'rewriteIndex',
  'noteReindexed',
  'reopenEditions',
  'readLabelling',
  'noteLabelling',
  'writeTexts',
  'countText',
];

/** Lengths, as ratchets that only go down. */
export const MOST_LINES_A_FILE = 400;
export const MOST_LINES_A_FUNCTION = 70;
