/** The form in which rows are hashed now; a seal says in which its rows were. */
export const FORM = 2;

const COLUMNS = `a.epoch, a.txid::text, a.sequence, floor(extract(epoch from a.at) * 1000)::bigint,
  a.agent, a.agent_name, a.role, a.reference, a.action, a.type, a.id, a.version, a.patient, a.outcome, a.detail, a.request,
  a.purpose, a.client, a.address, a.site, a.basis, a.decision, a.patients, a.more`;

/**
 * A row of audit (alias a) as one text that no other row has: a JSON array of every column, quoted where it must be, instants in
 * milliseconds whatever the session's time zone; behind it, on a line of their own, the further events as they stand. What is added to
 * the table later needs a form of its own.
 */
export const ROW_TEXT = `json_build_array(${COLUMNS}, a.about)::text || coalesce(chr(10) || a.others, '')`;

/** The text of a row as it was in a form; what the form did not know must not be there. */
export function rowText(form: number): string {
  if (form === FORM) return ROW_TEXT;
  return `case when a.others is null and a.about is null then json_build_array(${COLUMNS})::text else ${ROW_TEXT} end`;
}

/**
 * What the head of a chain is made of besides the head before it: where the seal stands, how far it reaches, and its rows. Takes
 * the alias n with a seal's columns.
 */
export const SEAL_TEXT = `json_build_array(n.form, n.partition, n.number, n.epoch, n.txid::text, n.sequence, n.rows, n.sequences)::text`;

/** The head before a partition's first seal. */
export const FIRST_HEAD = `sha256(convert_to('throughline audit ' || n.partition, 'UTF8'))`;
