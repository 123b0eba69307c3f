/** The definitions of what is served and is not HL7's, each readable at `OperationDefinition/[id]`. */
const REINDEX = {
  resourceType: 'OperationDefinition',
  id: 'throughline-reindex',
  name: 'Reindex',
  title: 'Index again',
  status: 'active',
  kind: 'operation',
  affectsState: true,
  code: 'reindex',
  description:
    'By POST begins to index the resources of types again, while they are searched and written as ever; by GET tells how far that is.',
  system: true,
  type: false,
  instance: false,
  parameter: [
    {
      name: 'type',
      use: 'in',
      min: 0,
      max: '*',
      documentation: 'A type to index again; all without any.',
      type: 'code',
    },
    {
      name: 'finished',
      use: 'out',
      min: 1,
      max: '1',
      documentation: 'True when nothing is left to do.',
      type: 'boolean',
    },
    {
      name: 'type',
      use: 'out',
      min: 0,
      max: '*',
      documentation: 'What is under way.',
      part: [
        { name: 'type', use: 'out', min: 1, max: '1', type: 'code' },
        { name: 'total', use: 'out', min: 1, max: '1', type: 'integer' },
        { name: 'done', use: 'out', min: 1, max: '1', type: 'integer' },
      ],
    },
  ],
} as const;

/** Our own operations. */
export const OWN_OPERATIONS = [REINDEX];

/** The text of one of our definitions for the base that the caller used. */
export function ownDefinition(base: string, id: string): string | undefined {
  const found = OWN_OPERATIONS.find((one) => one.id === id);
  return found && JSON.stringify({ ...found, url: `${base}/OperationDefinition/${id}` });
}
