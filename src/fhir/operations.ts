import operationsJson from './generated/operations.json' with { type: 'json' };

/** One of R4's operations, http://hl7.org/fhir/R4/operationslist.html */
export type OperationRule = {
  /** `Patient-everything`, of its OperationDefinition. */
  id: string;
  /** Without the dollar sign. */
  code: string;
  url: string;
  levels: ('system' | 'type' | 'instance')[];
  /** The types it is for; `Resource` for all. */
  types: readonly string[];
};

const LEVELS = { S: 'system', T: 'type', I: 'instance' } as const;

const rows = operationsJson as unknown as [id: string, code: string, levels: string, types: string[]][];

/** All of R4's operations, by the order of their ids. */
export const OPERATIONS: readonly OperationRule[] = rows.map(([id, code, levels, types]) => ({
  id,
  code,
  url: `http://hl7.org/fhir/OperationDefinition/${id}`,
  levels: [...levels].map((letter) => LEVELS[letter as keyof typeof LEVELS]),
  types,
}));
