/** The import law, as data: `test/tidy.test.ts` enforces it. */

/** The floor of each folder of src: imports go down or stay on the floor as ALLOWED says, never up. */
export const FLOORS: Record<string, number> = {
  base: 0,
  fhir: 1,
  logic: 1,
  formats: 1,
  demo: 1,
  store: 2,
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

/** Lengths, as ratchets that only go down. */
export const MOST_LINES_A_FILE = 400;
export const MOST_LINES_A_FUNCTION = 70;
